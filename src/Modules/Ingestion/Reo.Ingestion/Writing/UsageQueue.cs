using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace Reo.Ingestion.Writing;

/// <summary>
/// What waits to be written, counted in events and bounded; a queue for each writer. The events of one stream go to one writer: in order,
/// and with no other writer of this node to wait for. A caller who gives up waiting takes nothing back: an event that was handed in is
/// written.
/// </summary>
internal sealed class UsageQueue
{
    private readonly IngestionOptions _options;
    private readonly Channel<Place>[] _waiting;
    private int _events;

    public UsageQueue(IOptions<IngestionOptions> options)
    {
        _options = options.Value;
        _waiting = new Channel<Place>[_options.Writers];
        for (var writer = 0; writer < _waiting.Length; writer++)
            _waiting[writer] = Channel.CreateUnbounded<Place>(new UnboundedChannelOptions { SingleReader = true });
    }

    public int Writers => _waiting.Length;

    /// <summary>Events that no writer has taken yet.</summary>
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

    /// <summary>
    /// Whatever is waiting for the writer now, up to the size of a commit; waits for the first. Nothing when the queue is closed and drained.
    /// </summary>
    public async ValueTask TakeAsync(int writer, List<Place> taken)
    {
        var waiting = _waiting[writer].Reader;
        while (taken.Count == 0 && await waiting.WaitToReadAsync())
        {
            while (taken.Count < _options.EventsPerCommit && waiting.TryRead(out var place))
                taken.Add(place);
        }

        Interlocked.Add(ref _events, -taken.Count);
    }

    /// <summary>Nothing more is taken in; what waits is still to be written.</summary>
    public void Close()
    {
        foreach (var waiting in _waiting)
            waiting.Writer.TryComplete();
    }

    private Submission? TryAdd(IReadOnlyList<UsageToWrite> events)
    {
        if (Interlocked.Add(ref _events, events.Count) > _options.QueueCapacity)
        {
            Interlocked.Add(ref _events, -events.Count);
            return null;
        }

        var submission = new Submission(events);
        for (var i = 0; i < events.Count; i++)
        {
            var place = new Place(submission, i);
            var writer = (uint)events[i].StreamKey.GetHashCode(StringComparison.Ordinal) % (uint)_waiting.Length;
            if (!_waiting[writer].Writer.TryWrite(place))
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
