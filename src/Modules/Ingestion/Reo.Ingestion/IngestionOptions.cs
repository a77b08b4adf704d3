namespace Reo.Ingestion;

/// <summary>The section <c>Ingestion</c> of the configuration.</summary>
public sealed class IngestionOptions
{
    /// <summary>The largest body of a single event, in bytes. A larger one is answered 413.</summary>
    public int MaxBodyBytes { get; set; } = 64 * 1024;

    /// <summary>The largest payload, in bytes. A larger one is answered 413.</summary>
    public int MaxEventBytes { get; set; } = 32 * 1024;

    /// <summary>How many events may wait to be written; a request beyond it is answered 503.</summary>
    public int QueueCapacity { get; set; } = 10_000;

    /// <summary>How many commits may be under way at once on this node.</summary>
    public int Writers { get; set; } = 2;

    /// <summary>How many events one commit takes at most; a request's own events stay together.</summary>
    public int EventsPerCommit { get; set; } = 1_000;
}
