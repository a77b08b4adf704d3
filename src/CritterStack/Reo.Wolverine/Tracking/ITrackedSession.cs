namespace Wolverine.Tracking;

public enum TrackingStatus
{
    Active,
    Completed,
    TimedOut,
}

/// <summary>What happened to the messages of a host between the beginning of an action and the end of all it led to.</summary>
public interface ITrackedSession
{
    TrackingStatus Status { get; }

    RecordCollection Received { get; }

    /// <summary>Everything sent, for now or later.</summary>
    RecordCollection Sent { get; }

    /// <summary>Executions that have ended, well or badly; one record an attempt.</summary>
    RecordCollection Executed { get; }

    RecordCollection ExecutionStarted { get; }

    RecordCollection ExecutionFinished { get; }

    RecordCollection MessageSucceeded { get; }

    RecordCollection MovedToErrorQueue { get; }

    RecordCollection Requeued { get; }

    /// <summary>What was sent for later. The session does not wait for it.</summary>
    RecordCollection Scheduled { get; }

    RecordCollection Discarded { get; }

    RecordCollection NoRoutes { get; }

    EnvelopeRecord[] AllRecordsInOrder();

    IReadOnlyList<Exception> AllExceptions();
}
