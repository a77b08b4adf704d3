using JasperFx;
using JasperFx.Events.Daemon;
using Microsoft.Extensions.Logging;

namespace Marten.Events.Daemon;

/// <summary>Keeps one shard at the high-water mark until it is stopped.</summary>
internal sealed class ShardAgent(Shard shard, HighWaterMonitor highWater, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(5);

    // A projection that fails would fail again at once; somebody has to repair it first.
    private static readonly TimeSpan PauseTime = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
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
        var retry = FirstRetry;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                var position = await shard.PositionAsync(ct);
                Volatile.Write(ref _position, position);
                var mark = await highWater.WaitAboveAsync(position, ct);
                await shard.AdvanceAsync(position, mark, Advanced, ct);
                retry = FirstRetry;
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
                logger.LogWarning(outage, "Projection shard {Shard} cannot use the database; trying again in {Delay}", Name, retry);
                await RestAsync(retry, ct);
                retry = retry * 2 < LastRetry ? retry * 2 : LastRetry;
            }
            catch (Exception failure)
            {
                Status = AgentStatus.Paused;
                logger.LogError(failure, "Projection shard {Shard} is paused after {Position}; trying again in {Delay}", Name, Position, PauseTime);
                await RestAsync(PauseTime, ct);
            }
        }
    }

    private void Advanced(long position)
    {
        Volatile.Write(ref _position, position);
        Status = AgentStatus.Running;
    }

    private static async Task RestAsync(TimeSpan time, CancellationToken ct) =>
        await Task.Delay(time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
