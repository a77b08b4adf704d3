using Reo.Client.Pending;

namespace Reo.Client.Sending;

/// <summary>What waits, when it is time to send, and who waits for the end of it.</summary>
internal sealed class Backlog(IPending pending, int batchSize) : IDisposable
{
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly List<Flush> _flushes = [];

    public IPending Pending => pending;

    public long Waiting => pending.Added - pending.Removed;

    public bool TryAdd(byte[] line)
    {
        if (!pending.TryAdd(line))
            return false;

        var waiting = Waiting;
        if (waiting == 1 || waiting >= batchSize)
            Wake();
        return true;
    }

    /// <summary>Completes when everything that is here now has been removed.</summary>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        var flush = new Flush(pending.Added);
        lock (_flushes)
        {
            if (pending.Removed >= flush.Until)
                return;
            _flushes.Add(flush);
        }

        Wake();
        using (cancellation.Register(() => flush.Done.TrySetCanceled(cancellation)))
        {
            try
            {
                await flush.Done.Task.ConfigureAwait(false);
            }
            finally
            {
                lock (_flushes)
                    _flushes.Remove(flush);
            }
        }
    }

    /// <summary>Waits for the first event, and then for others to share its request: until they are enough, the time is over or somebody waits.</summary>
    public async Task WaitAsync(TimeSpan forOthers, TimeProvider clock, CancellationToken cancellation)
    {
        while (Waiting == 0)
            await _wake.WaitAsync(cancellation).ConfigureAwait(false);

        var since = clock.GetTimestamp();
        while (Waiting < batchSize && !IsAwaited && forOthers - clock.GetElapsedTime(since) is var left && left > TimeSpan.Zero)
            await _wake.WaitAsync(left, cancellation).ConfigureAwait(false);
    }

    /// <summary>Who waits is told in <see cref="Conclude"/>, when what became of the events has been counted.</summary>
    public void Remove(Batch first, IReadOnlyList<byte[]> again)
    {
        lock (_flushes)
        {
            var before = pending.Removed;
            pending.Remove(first, again);
            foreach (var flush in _flushes)
            {
                // What is to be sent again is the newest now: who waits for it waits for that.
                if (again.Count > 0 && flush.Until > before)
                    flush.Until = pending.Added;
            }
        }
    }

    /// <summary>Completes the flushes that have nothing left to wait for.</summary>
    public void Conclude()
    {
        lock (_flushes)
        {
            foreach (var flush in _flushes.Where(flush => pending.Removed >= flush.Until).ToList())
                flush.Done.TrySetResult(true);
        }
    }

    public void Dispose()
    {
        lock (_flushes)
        {
            foreach (var flush in _flushes)
                flush.Done.TrySetCanceled();
        }

        pending.Dispose();
        _wake.Dispose();
    }

    private bool IsAwaited
    {
        get
        {
            lock (_flushes)
                return _flushes.Count > 0;
        }
    }

    private void Wake()
    {
        try
        {
            if (_wake.CurrentCount == 0)
                _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another thread has just done it.
        }
    }

    private sealed class Flush(long until)
    {
        public long Until { get; set; } = until;

        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
