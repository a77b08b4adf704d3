using JasperFx.Events;
using JasperFx.MultiTenancy;

namespace Marten.Events;

public interface IEventStoreOptions
{
    StreamIdentity StreamIdentity { get; set; }

    TenancyStyle TenancyStyle { get; set; }

    EventAppendMode AppendMode { get; set; }

    /// <summary>The schema of the event tables; the documents' schema unless set.</summary>
    string DatabaseSchemaName { get; set; }

    bool EnableUniqueIndexOnEventId { get; set; }

    TimeProvider TimeProvider { get; set; }

    IEventStoreOptions AddEventType<TEvent>();

    void AddEventType(Type eventType);

    void AddEventTypes(IEnumerable<Type> types);

    /// <summary>Stores events of this type under this name instead of the snake case of the class name.</summary>
    void MapEventType<TEvent>(string eventTypeName) where TEvent : class;

    void MapEventType(Type eventType, string eventTypeName);
}
