using JasperFx.Events;
using JasperFx.Events.Daemon;
using Marten.Events.Projections;
using Marten.Exceptions;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Marten.Events.Daemon;

/// <summary>The events of one projection in (<paramref name="Floor"/>, <paramref name="Ceiling"/>], in the order of their sequence.</summary>
internal sealed record EventPage(long Floor, long Ceiling, IReadOnlyList<IEvent> Events);

internal sealed class EventPageReader(DocumentStore store, ProjectionRegistration projection, ErrorHandlingOptions errors, ILogger logger)
{
    // What the packages write over the sequence numbers of a failed commit.
    private const string Tombstone = "tombstone";

    private readonly string _sql =
        $"""
        select {EventRows.Columns}
        from {store.Options.EventGraph.SchemaName}.mt_events as d
        where d.seq_id > $1
          and d.seq_id <= $2
          and not d.is_archived
          and {(projection.EventTypes.Count == 0 ? $"d.type <> '{Tombstone}'" : "d.type = any($4)")}
        order by d.seq_id
        limit $3
        """;

    public async Task<EventPage> ReadAsync(long floor, long mark, CancellationToken ct)
    {
        var size = projection.Options.BatchSize;
        await using var command = store.DataSource.CreateCommand(_sql);
        command.Parameters.Add(new() { Value = floor });
        command.Parameters.Add(new() { Value = mark });
        command.Parameters.Add(new() { Value = (long)size });
        if (projection.EventTypes.Count > 0)
        {
            var names = projection.EventTypes.Select(store.Options.EventGraph.AliasFor).ToArray();
            command.Parameters.Add(new() { Value = names, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar });
        }

        var rows = 0;
        var last = floor;
        var events = new List<IEvent>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            rows++;
            last = reader.GetInt64(0);
            if (Read(reader) is { } e)
                events.Add(e);
        }

        return new EventPage(floor, rows < size ? mark : last, events);
    }

    private IEvent? Read(NpgsqlDataReader reader)
    {
        try
        {
            return EventRows.Read(reader, store.Options.EventGraph, store.Options.Json);
        }
        catch (UnknownEventTypeException unknown) when (errors.SkipUnknownEvents)
        {
            logger.LogWarning("Projection {Projection} skips the event at {Sequence}: unknown event type {EventType}", projection.Name, reader.GetInt64(0), unknown.EventTypeName);
            return null;
        }
    }
}
