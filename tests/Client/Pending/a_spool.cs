using System.Text;
using Reo.Client.Pending;

namespace Reo.Client.Tests.Pending;

public sealed class a_spool : IDisposable
{
    private const int Most = 1024 * 1024;

    private readonly Folder _folder = new();

    [Fact]
    public void gives_events_in_the_order_they_came_in_and_keeps_them_until_they_are_removed()
    {
        using var spool = Open();
        foreach (var number in Enumerable.Range(0, 5))
            spool.TryAdd(Line(number)).ShouldBeTrue();

        Read(spool, 2).ShouldBe([0, 1]);
        Take(spool, 2).ShouldBe([0, 1]);
        spool.TryAdd(Line(5)).ShouldBeTrue();
        Take(spool, 10).ShouldBe([2, 3, 4, 5]);
        Take(spool, 10).ShouldBeEmpty();
        (spool.Added, spool.Removed).ShouldBe((6, 6));
        Directory.GetFiles(_folder.Path, "*.ndjson").ShouldBeEmpty();
    }

    [Fact]
    public void puts_what_is_to_be_sent_again_behind_the_others()
    {
        using var spool = Open();
        foreach (var number in Enumerable.Range(0, 4))
            spool.TryAdd(Line(number));

        var first = spool.First(3, Most);
        spool.Remove(first, again: [first.Lines[1]]);

        Take(spool, 10).ShouldBe([3, 1]);
    }

    [Fact]
    public void goes_on_in_another_file_and_counts_bytes_too()
    {
        using var spool = Open();
        var padding = new string('x', 30_000);
        foreach (var number in Enumerable.Range(0, 100))
            spool.TryAdd(Encoding.UTF8.GetBytes($"{number} {padding}\n")).ShouldBeTrue();
        Directory.GetFiles(_folder.Path, "*.ndjson").Length.ShouldBe(3);

        var taken = new List<int>();
        while (Take(spool, 7) is { Count: > 0 } some)
            taken.AddRange(some);

        taken.ShouldBe(Enumerable.Range(0, 100));
    }

    [Fact]
    public void gives_one_event_that_is_larger_than_asked_for()
    {
        using var spool = Open();
        spool.TryAdd(Encoding.UTF8.GetBytes(new string('1', 5_000) + "\n"));

        spool.First(10, maxBytes: 100).Lines.Single().Length.ShouldBe(5_001);
    }

    [Fact]
    public void has_no_room_beyond_its_limit()
    {
        using var spool = new Spool(_folder.Path, maxBytes: 10);

        spool.TryAdd(Line(1)).ShouldBeTrue();
        spool.TryAdd(new byte[9]).ShouldBeFalse();
        Take(spool, 10).ShouldBe([1]);
        spool.TryAdd(Line(2)).ShouldBeTrue();
    }

    [Fact]
    public void takes_over_what_another_one_left_and_not_what_it_still_has()
    {
        var other = Open();
        other.TryAdd(Line(1));
        using var spool = Open();
        spool.TryAdd(Line(2));

        spool.Adopt().ShouldBe(0);
        other.Dispose();
        spool.Adopt().ShouldBe(1);

        Take(spool, 10).ShouldBe([2]);
        spool.TryAdd(Line(3));
        Take(spool, 10).ShouldBe([1]);
        Take(spool, 10).ShouldBe([3]);
        (spool.Added, spool.Removed).ShouldBe((3, 3));
        Directory.GetFiles(_folder.Path).ShouldHaveSingleItem();
    }

    [Fact]
    public void does_not_take_half_a_line_for_an_event()
    {
        var other = Open();
        other.TryAdd(Line(1));
        other.Dispose();
        File.AppendAllText(Directory.GetFiles(_folder.Path, "*.ndjson").Single(), "{\"activity_ty");
        using var spool = Open();

        spool.Adopt().ShouldBe(1);

        Take(spool, 10).ShouldBe([1]);
        Take(spool, 10).ShouldBeEmpty();
    }

    [Fact]
    public void says_how_many_events_somebody_has_deleted()
    {
        using var spool = Open();
        spool.TryAdd(Line(1));
        spool.TryAdd(Line(2));
        File.Delete(Directory.GetFiles(_folder.Path, "*.ndjson").Single());

        spool.First(10, Most).ShouldSatisfyAllConditions(batch => batch.Lines.ShouldBeEmpty(), batch => batch.Lost.ShouldBe(2));
        (spool.Added, spool.Removed).ShouldBe((2, 2));
        spool.TryAdd(Line(3)).ShouldBeTrue();
        Take(spool, 10).ShouldBe([3]);
    }

    public void Dispose() => _folder.Dispose();

    private Spool Open() => new(_folder.Path, maxBytes: 100L * 1024 * 1024);

    private static List<int> Take(Spool spool, int events)
    {
        var first = spool.First(events, Most);
        if (first.Lines.Count > 0)
            spool.Remove(first, again: []);
        return Numbers(first);
    }

    private static List<int> Read(Spool spool, int events) => Numbers(spool.First(events, Most));

    private static List<int> Numbers(Batch batch) => [.. batch.Lines.Select(line => int.Parse(Encoding.UTF8.GetString(line).Split(' ', '\n')[0]))];

    private static byte[] Line(int number) => Encoding.UTF8.GetBytes($"{number}\n");
}
