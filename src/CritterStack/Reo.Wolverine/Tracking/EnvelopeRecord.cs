namespace Wolverine.Tracking;

public enum MessageEventType
{
    Received,
    Sent,
    ExecutionStarted,
    ExecutionFinished,
    MessageSucceeded,
    MessageFailed,
    NoHandlers,
    NoRoutes,
    MovedToErrorQueue,
    Requeued,
    Scheduled,
    Discarded,
}

/// <summary>What happened to a message, and when in the session.</summary>
public sealed class EnvelopeRecord
{
    internal EnvelopeRecord(MessageEventType eventType, Envelope envelope, long sessionTime, Exception? exception)
    {
        MessageEventType = eventType;
        Envelope = envelope;
        SessionTime = sessionTime;
        Exception = exception;
        AttemptNumber = envelope.Attempts;
        WasScheduled = envelope.Status == EnvelopeStatus.Scheduled;
    }

    public MessageEventType MessageEventType { get; }

    public Envelope Envelope { get; }

    public object? Message => Envelope.Message;

    /// <summary>Milliseconds since the session began.</summary>
    public long SessionTime { get; }

    public Exception? Exception { get; }

    public int AttemptNumber { get; }

    public bool WasScheduled { get; }

    public override string ToString() => $"{MessageEventType} {Envelope} at {SessionTime} ms";
}

public sealed class RecordCollection
{
    private readonly IReadOnlyList<EnvelopeRecord> _records;
    private readonly Func<string> _describeSession;

    internal RecordCollection(IReadOnlyList<EnvelopeRecord> records, Func<string> describeSession)
    {
        _records = records;
        _describeSession = describeSession;
    }

    public IEnumerable<EnvelopeRecord> RecordsInOrder() => _records;

    public IEnumerable<Envelope> Envelopes() => _records.Select(r => r.Envelope);

    public IEnumerable<object> AllMessages() => _records.Select(r => r.Message!);

    public IEnumerable<T> MessagesOf<T>() => AllMessages().OfType<T>();

    /// <exception cref="InvalidOperationException">There is none, or there are several.</exception>
    public T SingleMessage<T>() => (T)SingleRecord<T>().Message!;

    public Envelope SingleEnvelope<T>() => SingleRecord<T>().Envelope;

    public EnvelopeRecord SingleRecord<T>() => _records.Where(r => r.Message is T).ToArray() switch
    {
        [var single] => single,
        [] => throw new InvalidOperationException($"Received no messages of type {typeof(T).FullName}{Environment.NewLine}{_describeSession()}"),
        var several => throw new InvalidOperationException($"Received {several.Length} messages of type {typeof(T).FullName}{Environment.NewLine}{_describeSession()}"),
    };
}
