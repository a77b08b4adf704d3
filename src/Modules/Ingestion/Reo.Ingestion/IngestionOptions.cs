using System.ComponentModel.DataAnnotations;

namespace Reo.Ingestion;

/// <summary>The section <c>Ingestion</c> of the configuration. An answer that refuses by a limit says which one, and its value.</summary>
public sealed class IngestionOptions
{
    /// <summary>The largest payload, in bytes. A larger one is answered 413, or fails alone in a batch.</summary>
    [Range(1024, 1024 * 1024)]
    public int MaxEventBytes { get; set; } = 32 * 1024;

    /// <summary>The largest body of a single event, in bytes. A larger one is answered 413.</summary>
    [Range(1024, 4 * 1024 * 1024)]
    public int MaxBodyBytes { get; set; } = 64 * 1024;

    /// <summary>The most events of a batch. A longer one is answered 413.</summary>
    [Range(1, 100_000)]
    public int MaxBatchEvents { get; set; } = 1_000;

    /// <summary>The largest body of a batch after decompression, in bytes. A larger one is answered 413.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxBatchBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Requests of one API key on this node, sustained; more are answered 429. 0: no limit.</summary>
    [Range(0, 1_000_000)]
    public int RequestsPerSecond { get; set; } = 2_000;

    /// <summary>Requests of one API key at once, after a quiet time.</summary>
    [Range(1, 10_000_000)]
    public int RequestBurst { get; set; } = 4_000;

    /// <summary>Events of one developer on this node, sustained; more are answered 429, or fail alone in a batch. 0: no limit.</summary>
    [Range(0, 1_000_000)]
    public int DeveloperEventsPerSecond { get; set; } = 100;

    /// <summary>Events of one developer at once, after a quiet time.</summary>
    [Range(1, 10_000_000)]
    public int DeveloperBurst { get; set; } = 2_000;

    /// <summary>How many events may wait to be written; a request beyond it is answered 503.</summary>
    [Range(1, 1_000_000)]
    public int QueueCapacity { get; set; } = 10_000;

    /// <summary>How many commits a large number of waiting events is shared out to; a small one is one commit.</summary>
    [Range(1, 16)]
    public int Writers { get; set; } = 2;

    /// <summary>
    /// While events wait longer than this for the views, they are one commit however many they are: that leaves the projection more of the
    /// processors that it shares with the writers. When they wait twice as long, the writer rests between such commits, too. 0: never.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:20")]
    public TimeSpan FewerWritersAfter { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How many events are taken from the queue at once, for each of the writers.</summary>
    [Range(1, 10_000)]
    public int EventsPerCommit { get; set; } = 1_000;

    /// <summary>How often this node looks for held events whose metric is configured now.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan HeldEventsSweepEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many held events one transaction releases at most.</summary>
    [Range(1, 10_000)]
    public int HeldEventsPerPage { get; set; } = 1_000;
}
