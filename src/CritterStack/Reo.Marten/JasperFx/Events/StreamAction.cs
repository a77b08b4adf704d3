namespace JasperFx.Events;

public enum StreamActionType
{
    Start,
    Append,
}

/// <summary>What one unit of work does to one stream.</summary>
public class StreamAction
{
    private readonly List<IEvent> _events = [];

    public StreamAction(string stream, StreamActionType actionType)
    {
        Key = stream;
        ActionType = actionType;
    }

    public string? Key { get; }

    public StreamActionType ActionType { get; }

    public Type? AggregateType { get; set; }

    public string TenantId { get; set; } = "*DEFAULT*";

    public IReadOnlyList<IEvent> Events => _events;

    /// <summary>The version the stream must have in the database for the append to succeed.</summary>
    public long? ExpectedVersionOnServer { get; set; }

    /// <summary>The stream's version after the commit.</summary>
    public long Version { get; set; }

    /// <summary>Its place, from 1, among the streams of one append.</summary>
    internal int Position { get; set; }

    public StreamAction AddEvents(IReadOnlyList<IEvent> events)
    {
        foreach (var e in events)
            AddEvent(e);
        return this;
    }

    public StreamAction AddEvent(IEvent @event)
    {
        @event.StreamKey = Key;
        @event.TenantId = TenantId;
        _events.Add(@event);
        return this;
    }
}
