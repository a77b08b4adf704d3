using System.Reflection;
using JasperFx.Events;
using Marten.Documents;
using Marten.Events;
using Marten.Exceptions;
using Marten.Sessions;
using Npgsql;

namespace Marten.Linq;

/// <summary>A member in SQL: the column or expression, and what type it is compared as.</summary>
internal readonly record struct Column(string Sql, Type Type);

/// <summary>What a query runs over: the rows of one tenant.</summary>
internal abstract class QuerySource<T>(QuerySession session)
{
    public QuerySession Session { get; } = session;

    public abstract string Select { get; }

    public abstract string From { get; }

    /// <summary>Filters that hold for every query.</summary>
    public abstract IEnumerable<string> Filters(SqlValues values);

    public abstract Column ColumnOf(MemberInfo member);

    public abstract T Read(NpgsqlDataReader row);

    public abstract ValueTask EnsureStorageAsync(CancellationToken ct);
}

internal sealed class DocumentQuerySource<T>(QuerySession session) : QuerySource<T>(session)
{
    private readonly DocumentStorage _storage = session.Owner.Options.Documents.StorageFor(typeof(T));

    public override string Select => _storage.Sql.Select;

    public override string From => _storage.Sql.From;

    public override IEnumerable<string> Filters(SqlValues values) =>
        _storage.MultiTenanted ? [$"d.tenant_id = {values.Add(Session.TenantId)}"] : [];

    public override Column ColumnOf(MemberInfo member)
    {
        if (member.Name == _storage.IdMemberName)
            return new Column("d.id", _storage.IdType);

        var json = Session.Owner.Options.Json;
        var type = member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType;
        var text = $"d.data ->> '{json.NameOf(member).Replace("'", "''")}'";
        return new Column(json.CastOf(type) is { Length: > 0 } cast ? $"({text})::{cast}" : $"({text})", type);
    }

    public override T Read(NpgsqlDataReader row) => Session.ReadDocument<T>(_storage, row);

    public override ValueTask EnsureStorageAsync(CancellationToken ct) => Session.Owner.Schema.EnsureAsync(_storage, ct);
}

internal sealed class EventQuerySource(QuerySession session) : QuerySource<IEvent>(session)
{
    private readonly EventGraph _graph = session.Owner.Options.EventGraph;

    public override string Select => EventRows.Columns;

    public override string From => $"{_graph.SchemaName}.mt_events as d";

    public override IEnumerable<string> Filters(SqlValues values) => [$"d.tenant_id = {values.Add(Session.TenantId)}", "not d.is_archived"];

    public override Column ColumnOf(MemberInfo member) => member.Name switch
    {
        nameof(IEvent.Sequence) => new Column("d.seq_id", typeof(long)),
        nameof(IEvent.Id) => new Column("d.id", typeof(Guid)),
        nameof(IEvent.StreamKey) => new Column("d.stream_id", typeof(string)),
        nameof(IEvent.Version) => new Column("d.version", typeof(long)),
        nameof(IEvent.TenantId) => new Column("d.tenant_id", typeof(string)),
        nameof(IEvent.EventTypeName) => new Column("d.type", typeof(string)),
        nameof(IEvent.Timestamp) => new Column("d.timestamp", typeof(DateTimeOffset)),
        _ => throw new BadLinqExpressionException($"Marten does not support a query by the event's {member.Name}."),
    };

    public override IEvent Read(NpgsqlDataReader row) => EventRows.Read(row, _graph, Session.Owner.Options.Json);

    public override ValueTask EnsureStorageAsync(CancellationToken ct) => Session.Owner.Schema.EnsureEventsAsync(ct);
}
