using Microsoft.Extensions.Options;
using Reo.Ingestion.Writing;

namespace Reo.Ingestion.Tests.Writing;

public sealed class the_queue
{
    private readonly UsageQueue _queue = new(Options.Create(new IngestionOptions { QueueCapacity = 5, EventsPerCommit = 3 }));

    [Fact]
    public async Task hands_out_whatever_waits_up_to_the_size_of_a_commit()
    {
        var first = Write(1);
        var second = Write(2);
        var third = Write(1);

        var taken = await _queue.TakeAsync();
        Settle(taken);

        taken.Count.ShouldBe(2);
        (await first).ShouldBe([Written.Stored]);
        (await second).ShouldBe([Written.Stored, Written.Stored]);
        third.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task keeps_the_events_of_a_request_together()
    {
        _ = Write(2);
        _ = Write(3);

        (await _queue.TakeAsync()).Sum(submission => submission.Events.Count).ShouldBe(5);
    }

    [Fact]
    public async Task refuses_what_goes_beyond_its_capacity_and_takes_more_when_there_is_room()
    {
        _ = Write(4);

        (await Write(2)).ShouldBe([Written.QueueFull, Written.QueueFull]);
        Write(1).IsCompleted.ShouldBeFalse();
        (await Write(1)).ShouldBe([Written.QueueFull]);

        await _queue.TakeAsync();
        Write(4).IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task tells_a_request_the_outcome_of_each_of_its_events()
    {
        var waiting = Write(3);

        var submission = (await _queue.TakeAsync()).Single();
        submission.Settle(2, Written.Duplicate);
        submission.Settle(0, Written.Stored);
        waiting.IsCompleted.ShouldBeFalse();
        submission.Settle(1, Written.NotWritable);

        (await waiting).ShouldBe([Written.Stored, Written.NotWritable, Written.Duplicate]);
    }

    [Fact]
    public async Task keeps_an_event_whose_request_gives_up_waiting()
    {
        using var gone = new CancellationTokenSource();
        var waiting = Write(1, gone.Token);

        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(waiting);
        (await _queue.TakeAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task hands_out_what_waits_after_it_is_closed_and_takes_nothing_more()
    {
        _ = Write(1);

        _queue.Close();

        (await Write(1)).ShouldBe([Written.QueueFull]);
        (await _queue.TakeAsync()).ShouldHaveSingleItem();
        (await _queue.TakeAsync()).ShouldBeEmpty();
    }

    private Task<Written[]> Write(int events) => Write(events, CancellationToken.None);

    private Task<Written[]> Write(int events, CancellationToken cancellation) =>
        _queue.WriteAsync([.. Enumerable.Range(0, events).Select(_ => new UsageToWrite("acme", "acme/a", Guid.CreateVersion7(), new object()))], cancellation);

    private static void Settle(List<Submission> taken)
    {
        foreach (var submission in taken)
        {
            for (var i = 0; i < submission.Events.Count; i++)
                submission.Settle(i, Written.Stored);
        }
    }
}
