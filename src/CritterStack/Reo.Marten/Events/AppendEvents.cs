using JasperFx.Events;
using Marten.Documents;
using Marten.Events.Daemon;
using Marten.Exceptions;
using Marten.Sessions;
using Npgsql;
using NpgsqlTypes;

namespace Marten.Events;

/// <summary>All events of a unit of work in one statement.</summary>
/// <remarks>
/// The streams' rows are written first, in one order for everybody (so that two appends cannot wait for each other), and locked
/// from then on; so a stream's sequence numbers rise with its versions. The events follow in the order in which their streams
/// were first appended to.
/// </remarks>
internal sealed class AppendEvents : PendingWrite
{
    private readonly IReadOnlyList<StreamAction> _streams;
    private readonly EventGraph _graph;
    private readonly DocumentSerializer _serializer;

    public AppendEvents(StoreOptions options, IReadOnlyList<StreamAction> streams)
    {
        _streams = streams;
        _graph = options.EventGraph;
        _serializer = options.Json;
    }

    public override bool Reports => true;

    public static string Sql(string schema) =>
        $"""
        with streams as (
          insert into {schema}.mt_streams as s (tenant_id, id, type, version)
          select * from unnest($1, $2, $3, $4)
          on conflict (tenant_id, id) do update set version = s.version + excluded.version, timestamp = now()
          returning tenant_id, id, version, is_archived
        ),
        after as (
          select array_agg(s.version order by u.position) as version, array_agg(s.is_archived order by u.position) as is_archived
          from unnest($1, $2) with ordinality as u (tenant_id, id, position)
          join streams s on s.tenant_id = u.tenant_id and s.id = u.id
        ),
        events as (
          insert into {schema}.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, is_archived)
          select nextval('{schema}.mt_events_sequence'), e.id, e.stream_id, after.version[e.stream] - e.remaining, e.data, e.type, now(),
            e.tenant_id, e.mt_dotnet_type, after.is_archived[e.stream]
          from after, unnest($5, $6, $7, $8, $9, $10, $11, $12) as e (stream, remaining, id, tenant_id, stream_id, type, mt_dotnet_type, data)
          returning version, seq_id, is_archived
        )
        select array_agg(version) as mt_written_versions, array_agg(seq_id), array_agg(is_archived) from events
        """;

    public override IEnumerable<NpgsqlBatchCommand> Commands()
    {
        yield return new NpgsqlBatchCommand(HighWaterLock.AcquireSql(_graph.SchemaName));

        var append = new NpgsqlBatchCommand(_graph.AppendSql);
        AddStreams(append.Parameters);
        AddEvents(append.Parameters);
        yield return append;
    }

    public override async Task ReadAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        await reader.ReadAsync(ct);
        var versions = reader.GetFieldValue<long[]>(0);
        var sequences = reader.GetFieldValue<long[]>(1);
        var isArchived = reader.GetFieldValue<bool[]>(2);
        var row = 0;
        foreach (var stream in _streams)
        {
            foreach (var e in stream.Events)
            {
                e.Version = versions[row];
                e.Sequence = sequences[row];
                e.IsArchived = isArchived[row++];
            }

            Check(stream);
        }
    }

    private static void Check(StreamAction stream)
    {
        var before = stream.Events[0].Version - 1;
        stream.Version = before + stream.Events.Count;
        if (stream.ActionType == StreamActionType.Start && before != 0)
            throw new ExistingStreamIdCollisionException(stream.Key!, stream.AggregateType ?? typeof(object));
        if (stream.Events[0].IsArchived)
            throw new InvalidStreamOperationException($"Attempted to append event to archived stream with Id '{stream.Key}'.");
        if (stream.ExpectedVersionOnServer is { } expected && expected != before)
            throw new EventStreamUnexpectedMaxEventIdException(stream.Key!, stream.AggregateType, expected, before);
    }

    private void AddStreams(NpgsqlParameterCollection parameters)
    {
        var sorted = _streams.OrderBy(stream => stream.TenantId, StringComparer.Ordinal).ThenBy(stream => stream.Key, StringComparer.Ordinal).ToArray();
        for (var i = 0; i < sorted.Length; i++)
        {
            if (i > 0 && sorted[i].Key == sorted[i - 1].Key && sorted[i].TenantId == sorted[i - 1].TenantId)
                throw new ExistingStreamIdCollisionException(sorted[i].Key!, sorted[i].AggregateType ?? typeof(object));
            sorted[i].Position = i + 1;
        }

        Add(parameters, NpgsqlDbType.Varchar, sorted, stream => stream.TenantId);
        Add(parameters, NpgsqlDbType.Varchar, sorted, stream => stream.Key!);
        Add(parameters, NpgsqlDbType.Varchar, sorted, stream => stream.AggregateType is { } type ? _graph.AggregateAliasFor(type) : null);
        Add(parameters, NpgsqlDbType.Bigint, sorted, stream => (long)stream.Events.Count);
    }

    private void AddEvents(NpgsqlParameterCollection parameters)
    {
        var now = _graph.TimeProvider.GetUtcNow();
        var events = new List<(IEvent Event, int Stream, int Remaining)>();
        foreach (var stream in _streams)
        {
            for (var i = 0; i < stream.Events.Count; i++)
            {
                stream.Events[i].Timestamp = now;
                events.Add((stream.Events[i], stream.Position, stream.Events.Count - i - 1));
            }
        }

        Add(parameters, NpgsqlDbType.Integer, events, e => e.Stream);
        Add(parameters, NpgsqlDbType.Integer, events, e => e.Remaining);
        Add(parameters, NpgsqlDbType.Uuid, events, e => e.Event.Id);
        Add(parameters, NpgsqlDbType.Varchar, events, e => e.Event.TenantId);
        Add(parameters, NpgsqlDbType.Varchar, events, e => e.Event.StreamKey!);
        Add(parameters, NpgsqlDbType.Varchar, events, e => e.Event.EventTypeName);
        Add(parameters, NpgsqlDbType.Varchar, events, e => e.Event.DotNetTypeName);
        Add(parameters, NpgsqlDbType.Jsonb, events, e => _serializer.Write(e.Event.Data, e.Event.EventType));
    }

    private static void Add<TItem, TValue>(NpgsqlParameterCollection parameters, NpgsqlDbType type, IReadOnlyList<TItem> items, Func<TItem, TValue> value)
    {
        var values = new TValue[items.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = value(items[i]);
        parameters.Add(new NpgsqlParameter<TValue[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });
    }
}
