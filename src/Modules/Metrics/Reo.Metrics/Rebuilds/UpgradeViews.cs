using JasperFx.Events.Daemon;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Reo.Metrics.Views;

namespace Reo.Metrics.Rebuilds;

/// <summary>
/// Builds the views of this code's version beside those of an older one, which stay live meanwhile. A node whose version a newer node has
/// replaced leaves the projections to that one.
/// </summary>
internal sealed partial class UpgradeViews(
    ViewsVersion version, RebuildViews rebuilds, IProjectionCoordinator daemon, NpgsqlDataSource database, IConfiguration configuration,
    TimeProvider clock, ILogger<UpgradeViews> log) : BackgroundService
{
    /// <summary>Who started such a rebuild, before the number; the health check knows it.</summary>
    private const string By = "version";

    private static readonly TimeSpan _lookEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _afterFailure = TimeSpan.FromMinutes(1);

    /// <summary>Most commands of the command line are over by then, and leave it to a node that serves.</summary>
    private readonly TimeSpan _first = TimeSpan.FromSeconds(configuration.GetValue("Rebuilds:SecondsToUpgrade", 5d));

    private bool _waits;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pause = _first; ;)
        {
            try
            {
                var live = await LiveAsync(stoppingToken);
                if (live > version.Number)
                {
                    LogReplaced(live, version.Number);
                    await daemon.StopAsync(stoppingToken);
                    return;
                }

                await PauseAsync(live < version.Number);
                await Task.Delay(pause, clock, stoppingToken);
                pause = _lookEvery;
                if (live < version.Number)
                    pause = await UpgradeAsync(live, stoppingToken) ? TimeSpan.Zero : _afterFailure;
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogFailed(version.Number, e.Message);
                await Task.Delay(_afterFailure, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>The projection writes no tables of another version. It would fail at each page; so it waits for its own.</summary>
    private async Task PauseAsync(bool waits)
    {
        if (waits == _waits)
            return;

        await (waits ? daemon.PauseAsync() : daemon.ResumeAsync());
        _waits = waits;
    }

    /// <returns>Whether to look again soon.</returns>
    private async Task<bool> UpgradeAsync(int live, CancellationToken cancellation)
    {
        RunningRebuild running;
        try
        {
            running = await rebuilds.StartAsync(new RebuildOrder(TenantId: null, AsOf: null, IsDryRun: false, $"{By} {version.Number}"), cancellation);
        }
        catch (RebuildRunningException)
        {
            await Task.Delay(_lookEvery, clock, cancellation);
            return true;
        }

        LogBegins(live, version.Number);
        var ended = await rebuilds.RunAsync(running, told: null, cancellation);
        if (ended.Status == RebuildStatus.Completed)
            LogEnded(version.Number, ended.Message);
        else
            LogFailed(version.Number, ended.Message);
        return ended.Status == RebuildStatus.Completed;
    }

    private async Task<int> LiveAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await ViewsVersion.LiveAsync(connection, cancellation) ?? version.Number;
    }

    [LoggerMessage(LogLevel.Information, "The live views are of version {Live}; those of version {Version} are built beside them")]
    private partial void LogBegins(int live, int version);

    [LoggerMessage(LogLevel.Information, "Views of version {Version}: {Outcome}")]
    private partial void LogEnded(int version, string outcome);

    [LoggerMessage(LogLevel.Error, "Views of version {Version} are not built: {Reason}")]
    private partial void LogFailed(int version, string reason);

    [LoggerMessage(LogLevel.Warning, "The live views are of version {Live} now; this node has version {Version} and projects no more")]
    private partial void LogReplaced(int live, int version);
}
