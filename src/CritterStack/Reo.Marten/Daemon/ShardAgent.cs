using System.Diagnostics;
using JasperFx;
using JasperFx.Events.Daemon;
using Microsoft.Extensions.Logging;

namespace Marten.Events.Daemon;

/// <summary>Keeps one shard at the high-water mark until it is stopped.</summary>
internal sealed class ShardAgent(Shard shard, HighWaterMonitor highWater, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(5);

    // The mark of this process is not known yet, or the shard stands where there are no events any more.
    private static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(1);

    // A projection that fails would fail again at once; somebody has to repair it first.
    private static readonly TimeSpan PauseTime = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private TimeSpan _retry = FirstRetry;
    private long _position;

    public string Name => shard.Name;

    public AgentStatus Status { get; private set; } = AgentStatus.Stopped;

    public long Position => Volatile.Read(ref _position);

    public void Start()
    {
        Status = AgentStatus.Running;
        _running = Task.Run(() => RunAsync(_stop.Token), CancellationToken.None);
    }

    public void Cancel() => _stop.Cancel();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                Volatile.Write(ref _position, await shard.PositionAsync(ct));
                await FollowAsync(ct);
            }
            catch (Exception) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (ProgressionProgressOutOfOrderException elsewhere)
            {
                logger.LogWarning("{Reason} Going on from where it is now", elsewhere.Message);
                await RestAsync(FirstRetry, ct);
            }
            catch (Exception outage) when (Outage.Is(outage))
            {
                logger.LogWarning(outage, "Projection shard {Shard} cannot use the database; trying again in {Delay}", Name, _retry);
                await RestAsync(_retry, ct);
                _retry = _retry * 2 < LastRetry ? _retry * 2 : LastRetry;
            }
            catch (Exception failure)
            {
                Status = AgentStatus.Paused;
                logger.LogError(failure, "Projection shard {Shard} is paused after {Position}; trying again in {Delay}", Name, Position, PauseTime);
                await RestAsync(PauseTime, ct);
            }
        }
    }

    /// <summary>Follows the mark; returns where the shard stands beyond it, as it does after the deletion of all events.</summary>
    private async Task FollowAsync(CancellationToken ct)
    {
        while (true)
        {
            var (mark, moved) = highWater.Now;
            if (mark > Position)
            {
                var begun = Stopwatch.GetTimestamp();
                await shard.AdvanceAsync(Position, mark, Advanced, ct);
                if (Stopwatch.GetElapsedTime(begun) > HighWaterMonitor.LongestRest)
                    await highWater.LookAsync(ct);
            }
            else if (mark == Position)
            {
                await moved.WaitAsync(ct);
            }
            else
            {
                await moved.WaitAsync(SecondLook, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            }
        }
    }

    private void Advanced(long position)
    {
        Volatile.Write(ref _position, position);
        Status = AgentStatus.Running;
        _retry = FirstRetry;
    }

    private static async Task RestAsync(TimeSpan time, CancellationToken ct) =>
        await Task.Delay(time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
