using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Reo.Ingestion.HeldEvents;

/// <summary>
/// Looks again and again for held events of configured metrics, instead of waiting to be told: a node that did not know of the metric
/// yet may hold another event after the first ones were released.
/// </summary>
internal sealed partial class HeldUsageSweep(
    ReleaseHeldUsage release, AnnounceHeldUsage announce, IOptions<IngestionOptions> options, IHostApplicationLifetime host,
    TimeProvider clock, ILogger<HeldUsageSweep> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await StartedAsync(stoppingToken);
            while (true)
            {
                await Task.Delay(options.Value.HeldEventsSweepEvery, clock, stoppingToken);
                await SweepAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>Before the host has started, the event tables may still be missing.</summary>
    private async Task StartedAsync(CancellationToken cancellation)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = host.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellation);
    }

    private async Task SweepAsync(CancellationToken cancellation)
    {
        try
        {
            foreach (var due in await release.DueAsync(cancellation))
                await ReleaseAsync(due, cancellation);
            await announce.RunAsync(cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            LogFailed(e);
        }
    }

    /// <summary>What stops one activity type does not stop the others.</summary>
    private async Task ReleaseAsync(HeldActivityType due, CancellationToken cancellation)
    {
        try
        {
            while (await release.ReleasePageAsync(due, cancellation) > 0)
                cancellation.ThrowIfCancellationRequested();
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            LogNotReleased(due.ActivityType, due.TenantId, e);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Held events were not looked for; the next sweep does")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(LogLevel.Warning, "Held events '{ActivityType}' of tenant {TenantId} were not released; the next sweep goes on")]
    private partial void LogNotReleased(string activityType, string tenantId, Exception exception);
}
