using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Reo.Metrics.Rebuilds;

/// <summary>Runs rebuilds behind the requests that start them. When the host stops they are cancelled, and say so.</summary>
internal sealed partial class RebuildRunner(RebuildViews rebuilds, IHostApplicationLifetime host, ILogger<RebuildRunner> log) : IHostedService
{
    private readonly ConcurrentDictionary<Guid, Task> _running = new();

    /// <exception cref="RebuildRunningException">Another one is under way, on whatever node.</exception>
    public async Task<Rebuild> StartAsync(RebuildOrder order, CancellationToken cancellation)
    {
        var running = await rebuilds.StartAsync(order, cancellation);
        _running[running.Rebuild.Id] = Task.Run(() => RunAsync(running), CancellationToken.None);
        return running.Rebuild;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_running.Values).WaitAsync(cancellationToken);

    private async Task RunAsync(RunningRebuild running)
    {
        try
        {
            var ended = await rebuilds.RunAsync(running, told: null, host.ApplicationStopping);
            LogEnded(ended.Projection, ended.Id, ended.Status, ended.Message);
        }
        catch (Exception e)
        {
            LogFailed(running.Rebuild.Projection, running.Rebuild.Id, e);
        }
        finally
        {
            _running.TryRemove(running.Rebuild.Id, out _);
        }
    }

    [LoggerMessage(LogLevel.Information, "Rebuild {Id} of projection {Projection} is {Status}: {Outcome}")]
    private partial void LogEnded(string projection, Guid id, string status, string outcome);

    [LoggerMessage(LogLevel.Error, "Rebuild {Id} of projection {Projection} failed")]
    private partial void LogFailed(string projection, Guid id, Exception exception);
}
