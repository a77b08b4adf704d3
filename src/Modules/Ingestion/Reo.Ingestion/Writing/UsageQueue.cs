using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace Reo.Ingestion.Writing;

/// <summary>
/// What waits to be written, counted in events and bounded. A caller who gives up waiting takes nothing back: an event that was handed in
/// is written.
/// </summary>
internal sealed class UsageQueue(IOptions<IngestionOptions> options)
{
    private readonly Channel<Place> _waiting = Channel.CreateUnbounded<Place>(new UnboundedChannelOptions { SingleReader = true });
    private readonly int _capacity = options.Value.QueueCapacity;
    private readonly int _most = options.Value.EventsPerCommit * options.Value.Writers;
    private int _events;

    /// <summary>Events that the writer has not taken yet.</summary>
    public int Depth => Volatile.Read(ref _events);

    public async Task<Written> WriteAsync(UsageToWrite toWrite) =>
        TryAdd([toWrite]) is { } submission ? (await submission.Done)[0] : Written.QueueFull;

    /// <summary>All of them wait, or none does. Completes when the last one has its outcome.</summary>
    public async Task<Written[]> WriteAsync(IReadOnlyList<UsageToWrite> events, CancellationToken cancellation = default)
    {
        if (events.Count == 0)
            return [];
        if (TryAdd(events) is { } submission)
            return await submission.Done.WaitAsync(cancellation);

        var full = new Written[events.Count];
        Array.Fill(full, Written.QueueFull);
        return full;
    }

    /// <summary>Whatever is waiting now, up to as many as the writers take at once; false when nothing is.</summary>
    public bool TryTake(out Place[] taken)
    {
        var places = new List<Place>();
        while (places.Count < _most && _waiting.Reader.TryRead(out var place))
            places.Add(place);

        Interlocked.Add(ref _events, -places.Count);
        taken = [.. places];
        return taken.Length > 0;
    }

    /// <summary>The same, and waits for the first. Nothing when the queue is closed and drained.</summary>
    public async ValueTask<Place[]> TakeAsync()
    {
        while (await _waiting.Reader.WaitToReadAsync())
        {
            if (TryTake(out var taken))
                return taken;
        }

        return [];
    }

    /// <summary>Nothing more is taken in; what waits is still to be written.</summary>
    public void Close() => _waiting.Writer.TryComplete();

    private Submission? TryAdd(IReadOnlyList<UsageToWrite> events)
    {
        if (Interlocked.Add(ref _events, events.Count) > _capacity)
        {
            Interlocked.Add(ref _events, -events.Count);
            return null;
        }

        var submission = new Submission(events);
        for (var i = 0; i < events.Count; i++)
        {
            var place = new Place(submission, i);
            if (!_waiting.Writer.TryWrite(place))
            {
                Interlocked.Decrement(ref _events);
                place.Settle(Written.StoreUnavailable);
            }
        }

        return submission;
    }
}

/// <summary>The events of one request.</summary>
internal sealed class Submission(IReadOnlyList<UsageToWrite> events)
{
    private readonly TaskCompletionSource<Written[]> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Written[] _written = new Written[events.Count];
    private int _open = events.Count;

    public IReadOnlyList<UsageToWrite> Events { get; } = events;

    /// <summary>Completes when the last of the events has its outcome; in the order of <see cref="Events"/>.</summary>
    public Task<Written[]> Done => _done.Task;

    public void Settle(int index, Written written)
    {
        _written[index] = written;
        if (Interlocked.Decrement(ref _open) == 0)
            _done.SetResult(_written);
    }
}

/// <summary>One event of a submission.</summary>
internal readonly record struct Place(Submission Submission, int Index)
{
    public UsageToWrite Event => Submission.Events[Index];

    public void Settle(Written written) => Submission.Settle(Index, written);
}

internal static class Places
{
    public static UsageToWrite[] Events(this ArraySegment<Place> places)
    {
        var events = new UsageToWrite[places.Count];
        for (var i = 0; i < events.Length; i++)
            events[i] = places[i].Event;
        return events;
    }
}
