namespace JasperFx.Events;

/// <summary>A stream's version in the database is not the one the append expected.</summary>
public class EventStreamUnexpectedMaxEventIdException(object id, Type? aggregateType, long expected, long actual)
    : ConcurrencyException($"Unexpected starting version number for event stream '{id}', expected {expected} but was {actual}", aggregateType, id)
{
    public Type? AggregateType { get; } = aggregateType;
}
