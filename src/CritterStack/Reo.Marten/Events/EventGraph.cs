using System.Collections.Concurrent;
using JasperFx.Events;
using JasperFx.MultiTenancy;
using Marten.Exceptions;

namespace Marten.Events;

/// <summary>The event store's configuration and the event types it knows.</summary>
internal sealed class EventGraph(StoreOptions options) : IEventStoreOptions
{
    private readonly ConcurrentDictionary<Type, EventMapping> _byType = new();
    private readonly ConcurrentDictionary<string, EventMapping> _byAlias = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Type> _aggregates = new(StringComparer.Ordinal);
    private string? _schemaName;
    private string? _appendSql;

    public StreamIdentity StreamIdentity { get; set; }

    public TenancyStyle TenancyStyle { get; set; }

    public EventAppendMode AppendMode { get; set; }

    public bool EnableUniqueIndexOnEventId { get; set; }

    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    public string DatabaseSchemaName
    {
        get => _schemaName ?? options.DatabaseSchemaName;
        set => _schemaName = value.ToLowerInvariant();
    }

    public string SchemaName => DatabaseSchemaName;

    /// <summary>Whether the configuration names anything that needs the event tables.</summary>
    public bool IsConfigured => !_byType.IsEmpty || options.Projections.All.Count > 0;

    public string AppendSql => _appendSql ??= AppendEvents.Sql(SchemaName);

    public IEventStoreOptions AddEventType<TEvent>()
    {
        AddEventType(typeof(TEvent));
        return this;
    }

    public void AddEventType(Type eventType) => MappingFor(eventType);

    public void AddEventTypes(IEnumerable<Type> types)
    {
        foreach (var type in types)
            AddEventType(type);
    }

    public void MapEventType<TEvent>(string eventTypeName) where TEvent : class => MapEventType(typeof(TEvent), eventTypeName);

    public void MapEventType(Type eventType, string eventTypeName)
    {
        var mapping = EventMapping.For(eventType, eventTypeName);
        _byType[eventType] = mapping;
        _byAlias[eventTypeName] = mapping;
    }

    public EventMapping MappingFor(Type eventType) => _byType.GetOrAdd(eventType, type =>
    {
        var mapping = EventMapping.For(type, EventMapping.AliasOf(type));
        _byAlias.TryAdd(mapping.Alias, mapping);
        return mapping;
    });

    public string AliasFor(Type eventType) => MappingFor(eventType).Alias;

    public Type? TypeFor(string alias, string dotnetTypeName) => MappingFor(alias, dotnetTypeName)?.EventType;

    /// <summary>By the alias first; a type that was never registered is found by its .NET name.</summary>
    public EventMapping? MappingFor(string alias, string? dotnetTypeName)
    {
        if (_byAlias.TryGetValue(alias, out var mapping))
            return mapping;

        var type = dotnetTypeName is null ? null : Type.GetType(dotnetTypeName, throwOnError: false);
        if (type is null)
            return null;

        mapping = MappingFor(type);
        _byAlias.TryAdd(alias, mapping);
        return mapping;
    }

    /// <summary>Wraps bare data; gives a wrapped event the names and the id it lacks.</summary>
    public IEvent BuildEvent(object data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var mapping = MappingFor((data as IEvent)?.EventType ?? data.GetType());
        var e = data as IEvent ?? mapping.Wrap(data);
        e.EventTypeName = mapping.Alias;
        e.DotNetTypeName = mapping.DotNetTypeName;
        if (e.Id == Guid.Empty)
            e.Id = Guid.CreateVersion7();
        return e;
    }

    public string AggregateAliasFor(Type aggregateType)
    {
        var alias = EventMapping.AliasOf(aggregateType);
        _aggregates.TryAdd(alias, aggregateType);
        return alias;
    }

    public Type? AggregateTypeFor(string alias) => _aggregates.GetValueOrDefault(alias);

    /// <exception cref="MartenNotSupportedException">The store is configured for a kind of event store that is not supplied.</exception>
    public void AssertSupplied()
    {
        if (StreamIdentity != StreamIdentity.AsString || TenancyStyle != TenancyStyle.Conjoined || AppendMode != EventAppendMode.Quick)
            throw new MartenNotSupportedException(
                "The event store supplied here has StreamIdentity.AsString, TenancyStyle.Conjoined and EventAppendMode.Quick. Set all three on StoreOptions.Events.");
    }
}
