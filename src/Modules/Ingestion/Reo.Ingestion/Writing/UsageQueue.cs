using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace Reo.Ingestion.Writing;

/// <summary>The events of one request, written together or, when some are refused, as many as can be.</summary>
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
        if (--_open == 0)
            _done.SetResult(_written);
    }
}

/// <summary>
/// What waits to be written, counted in events and bounded. A caller who gives up waiting takes nothing back: an event that was handed
/// in is written.
/// </summary>
internal sealed class UsageQueue(IOptions<IngestionOptions> options)
{
    private readonly Channel<Submission> _waiting = Channel.CreateUnbounded<Submission>();
    private int _events;

    public async Task<Written[]> WriteAsync(IReadOnlyList<UsageToWrite> events, CancellationToken cancellation)
    {
        var submission = new Submission(events);
        return TryAdd(submission)
            ? await submission.Done.WaitAsync(cancellation)
            : [.. events.Select(_ => Written.QueueFull)];
    }

    /// <summary>Whatever is waiting now, up to the size of a commit; waits for the first. Empty when the queue is closed and drained.</summary>
    public async ValueTask<List<Submission>> TakeAsync()
    {
        var taken = new List<Submission>();
        var events = 0;
        while (taken.Count == 0 && await _waiting.Reader.WaitToReadAsync())
        {
            while (events < options.Value.EventsPerCommit && _waiting.Reader.TryRead(out var submission))
            {
                taken.Add(submission);
                events += submission.Events.Count;
            }
        }

        Interlocked.Add(ref _events, -events);
        return taken;
    }

    /// <summary>Nothing more is taken in; what waits is still to be written.</summary>
    public void Close() => _waiting.Writer.TryComplete();

    private bool TryAdd(Submission submission)
    {
        if (Interlocked.Add(ref _events, submission.Events.Count) <= options.Value.QueueCapacity && _waiting.Writer.TryWrite(submission))
            return true;

        Interlocked.Add(ref _events, -submission.Events.Count);
        return false;
    }
}
