using Microsoft.Extensions.Options;
using Reo.Ingestion.Writing;

namespace Reo.Ingestion.Tests.Writing;

public sealed class the_queue
{
    private readonly UsageQueue _queue = new(Options.Create(new IngestionOptions { QueueCapacity = 5, EventsPerCommit = 3, Writers = 1 }));

    [Fact]
    public async Task hands_out_whatever_waits_up_to_the_size_of_a_commit()
    {
        var first = Write(1);
        var second = Write(2);
        var third = Write(1);

        var taken = await TakeAsync();
        foreach (var place in taken)
            place.Settle(Written.Stored);

        taken.Length.ShouldBe(3);
        (await first).ShouldBe([Written.Stored]);
        (await second).ShouldBe([Written.Stored, Written.Stored]);
        third.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task leaves_the_rest_of_a_large_request_for_the_next_commit()
    {
        var large = Write(5);

        foreach (var place in await TakeAsync())
            place.Settle(Written.Stored);
        large.IsCompleted.ShouldBeFalse();
        foreach (var place in await TakeAsync())
            place.Settle(Written.Duplicate);

        (await large).ShouldBe([Written.Stored, Written.Stored, Written.Stored, Written.Duplicate, Written.Duplicate]);
    }

    [Fact]
    public void shares_out_many_events_and_keeps_each_stream_together()
    {
        var submission = new Submission([.. Enumerable.Range(0, 300).Select(i => EventOf($"acme/{i % 20}"))]);
        Place[] taken = [.. Enumerable.Range(0, 300).Select(i => new Place(submission, i))];

        var shares = UsageWriter.Share(taken, writers: 2).ToList();

        shares.Count.ShouldBe(2);
        shares.SelectMany(share => share).Count().ShouldBe(300);
        shares[0].Select(place => place.Event.StreamKey).Intersect(shares[1].Select(place => place.Event.StreamKey)).ShouldBeEmpty();
        shares.ShouldAllBe(share => share.Zip(share.Skip(1)).All(pair => pair.First.Index < pair.Second.Index));
        UsageWriter.Share(taken[..64], writers: 2).ShouldHaveSingleItem().ShouldBe(taken[..64]);
    }

    [Fact]
    public void hands_out_nothing_while_nothing_waits()
    {
        _queue.TryTake(out var taken).ShouldBeFalse();

        taken.ShouldBeEmpty();
    }

    [Fact]
    public async Task refuses_what_goes_beyond_its_capacity_and_takes_more_when_there_is_room()
    {
        _ = Write(4);

        (await Write(2)).ShouldBe([Written.QueueFull, Written.QueueFull]);
        Write(1).IsCompleted.ShouldBeFalse();
        (await Write(1)).ShouldBe([Written.QueueFull]);

        (await TakeAsync()).Length.ShouldBe(3);
        Write(3).IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task tells_a_request_the_outcome_of_each_of_its_events()
    {
        var waiting = Write(3);

        var taken = await TakeAsync();
        taken[2].Settle(Written.Duplicate);
        taken[0].Settle(Written.Stored);
        waiting.IsCompleted.ShouldBeFalse();
        taken[1].Settle(Written.NotWritable);

        (await waiting).ShouldBe([Written.Stored, Written.NotWritable, Written.Duplicate]);
    }

    [Fact]
    public async Task keeps_an_event_whose_request_gives_up_waiting()
    {
        using var gone = new CancellationTokenSource();
        var waiting = Write(1, gone.Token);

        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(waiting);
        (await TakeAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task hands_out_what_waits_after_it_is_closed_and_takes_nothing_more()
    {
        _ = Write(1);

        _queue.Close();

        (await Write(1)).ShouldBe([Written.StoreUnavailable]);
        (await TakeAsync()).ShouldHaveSingleItem();
        (await TakeAsync()).ShouldBeEmpty();
    }

    private async Task<Place[]> TakeAsync() => await _queue.TakeAsync();

    private Task<Written[]> Write(int events) => Write(events, CancellationToken.None);

    private Task<Written[]> Write(int events, CancellationToken cancellation) => _queue.WriteAsync(Events(events), cancellation);

    private static UsageToWrite[] Events(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => EventOf("acme/a"))];

    private static UsageToWrite EventOf(string streamKey) => new("acme", streamKey, Guid.CreateVersion7(), new object());
}
