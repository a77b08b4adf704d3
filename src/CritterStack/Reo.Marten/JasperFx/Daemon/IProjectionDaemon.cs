namespace JasperFx.Events.Daemon;

/// <summary>Runs the asynchronous projections of one database.</summary>
public interface IProjectionDaemon : IDisposable
{
    bool IsRunning { get; }

    Task RebuildProjectionAsync(string projectionName, CancellationToken token);

    Task RebuildProjectionAsync(string projectionName, TimeSpan shardTimeout, CancellationToken token);

    Task StartAgentAsync(string shardName, CancellationToken token);

    Task StopAgentAsync(string shardName, Exception? ex = null);

    Task StartAllAsync();

    Task StopAllAsync();

    /// <summary>Applies all events there are now, and returns.</summary>
    Task CatchUpAsync(CancellationToken cancellation);

    Task WaitForNonStaleData(TimeSpan timeout);

    long HighWaterMark();

    AgentStatus StatusFor(string shardName);

    bool HasAnyPaused();
}
