using Npgsql;
using Reo.Metrics.Views;

namespace Reo.Metrics.Rebuilds;

/// <summary>An event that a projection left out.</summary>
/// <param name="Sequence">Its number in the event store.</param>
/// <param name="EventType">As the event store calls it.</param>
/// <param name="Stream">Whose event it is.</param>
/// <param name="At">When it was left out.</param>
/// <param name="Reason">What was wrong with it.</param>
internal sealed record DeadEvent(long Sequence, string EventType, string Stream, DateTimeOffset At, string Reason);

internal static class EventsLeftOut
{
    private const int Most = 100;

    /// <summary>The tenant's, the newest first; at most a hundred.</summary>
    public static async Task<IReadOnlyList<DeadEvent>> OfTenantAsync(NpgsqlDataSource database, string tenantId, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select event.seq_id, event.type, event.stream_id, (letter.data ->> 'Timestamp')::timestamptz, coalesce(letter.data ->> 'ExceptionMessage', '')
            from app.mt_doc_deadletterevent letter
            join app.mt_events event on event.seq_id = (letter.data ->> 'EventSequence')::bigint
            where letter.data ->> 'ProjectionName' = $1
                and event.tenant_id = $2
            order by event.seq_id desc
            limit $3
            """);
        command.Parameters.AddWithValue(ViewTables.ProjectionName);
        command.Parameters.AddWithValue(tenantId);
        command.Parameters.AddWithValue(Most);
        var letters = new List<DeadEvent>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            letters.Add(new DeadEvent(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3), row.GetString(4)));
        return letters;
    }
}
