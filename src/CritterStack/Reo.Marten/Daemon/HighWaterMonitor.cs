using Microsoft.Extensions.Logging;

namespace Marten.Events.Daemon;

/// <summary>Follows the high-water mark for the shards of this process.</summary>
internal sealed class HighWaterMonitor(HighWaterDetector detector, ProgressTable progress, CommitSignal commits, ILogger logger) : IDisposable
{
    // At rest one tiny query each time. Commits of this process are seen at once, those of others after this.
    private static readonly TimeSpan PollingTime = TimeSpan.FromMilliseconds(200);

    // Under load the mark moves with every commit. The longer it does, the longer are the rests and so the pages: an event of a page of
    // hundreds costs a tenth of one that comes alone.
    private static readonly TimeSpan FirstRest = TimeSpan.FromMilliseconds(20);
    public static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan RestAfterFailure = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _wake = new(0);
    private readonly SemaphoreSlim _looking = new(1);
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _woken;
    private long _mark;

    public long Mark => Volatile.Read(ref _mark);

    /// <summary>The mark, and what completes when it is another.</summary>
    public (long Mark, Task Moved) Now
    {
        get
        {
            var moved = Volatile.Read(ref _moved).Task;
            return (Mark, moved);
        }
    }

    public async Task RunAsync(CancellationToken ct)
    {
        using var listening = commits.Listen(Wake);
        var failing = false;
        var rest = FirstRest;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                var moved = await LookAsync(ct);
                failing = false;
                await Task.Delay(rest, ct);
                rest = moved && Volatile.Read(ref _woken) == 1 ? Longer(rest) : FirstRest;
                await _wake.WaitAsync(PollingTime, ct);
                Volatile.Write(ref _woken, 0);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                if (!failing)
                    logger.LogWarning(failure, "The high-water mark cannot be read; trying again");
                failing = true;
                await Task.Delay(RestAfterFailure, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    public void Dispose()
    {
        _wake.Dispose();
        _looking.Dispose();
    }

    /// <summary>Reads the mark at once. For whoever was busy longer than the monitor rests.</summary>
    /// <returns>Whether it moved.</returns>
    public async Task<bool> LookAsync(CancellationToken ct)
    {
        await _looking.WaitAsync(ct);
        try
        {
            var mark = await detector.ReadAsync(ct);
            if (mark == Mark)
                return false;

            await progress.PublishHighWaterAsync(mark, ct);
            Volatile.Write(ref _mark, mark);
            Interlocked.Exchange(ref _moved, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
            return true;
        }
        finally
        {
            _looking.Release();
        }
    }

    private static TimeSpan Longer(TimeSpan rest) => rest * 2 < LongestRest ? rest * 2 : LongestRest;

    private void Wake()
    {
        if (Interlocked.Exchange(ref _woken, 1) == 0)
            _wake.Release();
    }
}
