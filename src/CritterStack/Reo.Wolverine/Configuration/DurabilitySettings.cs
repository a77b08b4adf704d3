namespace Wolverine;

public enum DurabilityMode
{
    /// <summary>This node is the only one: at start it takes over everything that is stored.</summary>
    Solo,

    /// <summary>Any number of nodes share the stored messages.</summary>
    Balanced,
}

public sealed class DurabilitySettings
{
    public DurabilityMode Mode { get; set; } = DurabilityMode.Balanced;

    /// <summary>How often scheduled messages are looked at.</summary>
    public TimeSpan ScheduledJobPollingTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often messages that no living node owns, and dead letters to replay, are looked for.</summary>
    public TimeSpan NodeReassignmentPollingTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a node says that it lives.</summary>
    public TimeSpan HealthCheckPollingTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a node may be silent before its messages are taken over.</summary>
    public TimeSpan StaleNodeTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a handled message's row is kept.</summary>
    public TimeSpan KeepAfterMessageHandling { get; set; } = TimeSpan.FromMinutes(5);

    public TimeSpan HandledMessageCleanupPollingTime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a stopping host waits for the messages it is handling.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
