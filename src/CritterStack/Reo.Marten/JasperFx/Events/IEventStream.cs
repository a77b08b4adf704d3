namespace JasperFx.Events;

/// <summary>An aggregate and its stream, open for an append that fails if the stream moved meanwhile.</summary>
public interface IEventStream<out T> where T : notnull
{
    T? Aggregate { get; }

    long? StartingVersion { get; }

    long? CurrentVersion { get; }

    CancellationToken Cancellation { get; }

    string? Key { get; }

    IReadOnlyList<IEvent> Events { get; }

    void AppendOne(object @event);

    void AppendMany(params object[] events);

    void AppendMany(IEnumerable<object> events);
}
