using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten.Events.Projections;
using Marten.Linq;
using Marten.Sessions;
using Npgsql;
using NpgsqlTypes;

namespace Marten.Events;

/// <summary>Reads of one tenant's streams.</summary>
internal class EventQueries(QuerySession session) : IQueryEventStore
{
    protected EventGraph Graph { get; } = session.Owner.Options.EventGraph;

    public IMartenQueryable<IEvent> QueryAllRawEvents() => new MartenQueryable<IEvent>(new EventQuerySource(session));

    public async Task<IReadOnlyList<IEvent>> FetchStreamAsync(
        string streamKey, long version = 0, DateTimeOffset? timestamp = null, long fromVersion = 0, CancellationToken token = default)
    {
        await session.Owner.Schema.EnsureEventsAsync(token);
        var command = Command(
            $"""
            select {EventRows.Columns}
            from {Graph.SchemaName}.mt_events as d
            where d.stream_id = $1 and d.tenant_id = $2 and not d.is_archived
              and d.version between $3 and $4 and ($5 is null or d.timestamp <= $5)
            order by d.version
            """,
            streamKey);
        command.Parameters.Add(new() { Value = fromVersion });
        command.Parameters.Add(new() { Value = version == 0 ? long.MaxValue : version });
        command.Parameters.Add(new() { Value = (object?)timestamp?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return await session.ReadAsync(command, row => EventRows.Read(row, Graph, session.Owner.Options.Json), token);
    }

    public async Task<T?> AggregateStreamAsync<T>(
        string streamKey,
        long version = 0,
        DateTimeOffset? timestamp = null,
        T? state = null,
        long fromVersion = 0,
        CancellationToken token = default) where T : class =>
        Aggregate<T>().Fold(state, await FetchStreamAsync(streamKey, version, timestamp, fromVersion, token));

    public async Task<StreamState?> FetchStreamStateAsync(string streamKey, CancellationToken token = default)
    {
        await session.Owner.Schema.EnsureEventsAsync(token);
        var command = Command(
            $"""
            select version, type, timestamp, created, is_archived
            from {Graph.SchemaName}.mt_streams
            where id = $1 and tenant_id = $2
            """,
            streamKey);
        var rows = await session.ReadAsync(
            command,
            row => new StreamState(
                streamKey,
                row.GetInt64(0),
                row.IsDBNull(1) ? null : Graph.AggregateTypeFor(row.GetString(1)),
                row.GetFieldValue<DateTimeOffset>(2),
                row.GetFieldValue<DateTimeOffset>(3))
            {
                IsArchived = row.GetBoolean(4),
            },
            token);
        return rows is [var state] ? state : null;
    }

    /// <exception cref="InvalidProjectionException">No single stream projection of this aggregate is registered.</exception>
    protected IStreamAggregate<T> Aggregate<T>() where T : class =>
        session.Owner.Options.Projections.AggregateOf<T>()
        ?? throw new InvalidProjectionException($"No projection of the aggregate {typeof(T).FullName} is registered. Register a SingleStreamProjection with StoreOptions.Projections.Add().");

    private NpgsqlCommand Command(string sql, string streamKey) => new(sql)
    {
        Parameters =
        {
            new() { Value = streamKey, NpgsqlDbType = NpgsqlDbType.Varchar },
            new() { Value = session.TenantId, NpgsqlDbType = NpgsqlDbType.Varchar },
        },
    };
}
