using JasperFx.Events.Daemon;
using Microsoft.Extensions.Logging;

namespace Marten.Events.Daemon;

/// <summary>Runs the daemon in this host: always (Solo), or while no other host does (HotCold).</summary>
internal sealed class ProjectionCoordinator(DocumentStore store, DaemonMode mode, ILogger logger) : IProjectionCoordinator, IDisposable
{
    private static readonly TimeSpan CampaignTime = TimeSpan.FromSeconds(1);

    private readonly ProjectionDaemon _daemon = new(store, logger);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private bool _leading;
    private bool _paused;

    public IProjectionDaemon DaemonForMainDatabase() => _daemon;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (mode is DaemonMode.Solo or DaemonMode.HotCold)
            _running = Task.Run(() => RunAsync(_stop.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _running;
        await _daemon.StopAllAsync();
    }

    /// <summary>Stops all shards. A leader stays leader, so that no other host goes on in its place.</summary>
    public Task PauseAsync() => InTurnAsync(() =>
    {
        _paused = true;
        return _daemon.StopAllAsync();
    });

    public Task ResumeAsync() => InTurnAsync(() =>
    {
        _paused = false;
        return _leading ? _daemon.StartAllAsync() : Task.CompletedTask;
    });

    public void Dispose()
    {
        _stop.Cancel();
        _daemon.Dispose();
    }

    private async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await store.EnsureStorageAsync(ct);
                if (mode == DaemonMode.Solo)
                    await LeadAsync(StoppedAsync(ct));
                else
                    await CampaignAsync(ct);
            }
            catch (Exception) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                logger.LogWarning(failure, "The projection daemon cannot run; trying again in {Delay}", CampaignTime);
            }

            await Task.Delay(CampaignTime, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CampaignAsync(CancellationToken ct)
    {
        await using var leadership = await Leadership.TryTakeAsync(store.DataSource, store.Options.EventGraph.SchemaName, ct);
        if (leadership is null)
            return;

        logger.LogInformation("This host runs the projections now");
        await LeadAsync(Task.WhenAny(leadership.Lost, StoppedAsync(ct)));
        if (!ct.IsCancellationRequested)
            logger.LogWarning("The connection that makes this host the one to run the projections is lost; they are stopped here");
    }

    private async Task LeadAsync(Task lost)
    {
        try
        {
            await InTurnAsync(() =>
            {
                _leading = true;
                return _paused ? Task.CompletedTask : _daemon.StartAllAsync();
            });
            await lost;
        }
        finally
        {
            await InTurnAsync(() =>
            {
                _leading = false;
                return _daemon.StopAllAsync();
            });
        }
    }

    private static async Task StoppedAsync(CancellationToken ct) =>
        await Task.Delay(Timeout.InfiniteTimeSpan, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task InTurnAsync(Func<Task> work)
    {
        await _turn.WaitAsync();
        try
        {
            await work();
        }
        finally
        {
            _turn.Release();
        }
    }
}
