namespace JasperFx.Events;

/// <summary>An event with the metadata the store keeps beside it.</summary>
public interface IEvent
{
    Guid Id { get; set; }

    /// <summary>Position in its stream, from 1.</summary>
    long Version { get; set; }

    /// <summary>Position in the store.</summary>
    long Sequence { get; set; }

    object Data { get; }

    Guid StreamId { get; set; }

    string? StreamKey { get; set; }

    DateTimeOffset Timestamp { get; set; }

    string TenantId { get; set; }

    Type EventType { get; }

    string EventTypeName { get; set; }

    string DotNetTypeName { get; set; }

    bool IsArchived { get; set; }
}

public interface IEvent<out T> : IEvent where T : notnull
{
    new T Data { get; }
}
