using Npgsql;
using Reo.Metrics.Views;

namespace Reo.Metrics.Rebuilds;

/// <summary>How a projection stands.</summary>
/// <param name="Name">What commands and routes call it.</param>
/// <param name="Version">Of its definition in this program.</param>
/// <param name="LiveVersion">Of the definition that the live view has: another one until a node has built its own.</param>
/// <param name="Status"><c>current</c>, <c>behind</c>, <c>rebuilding</c>, or <c>outdated</c> while the live view is of another version.</param>
/// <param name="Position">The last event that is in the view.</param>
/// <param name="HighWaterMark">The last event that is settled.</param>
/// <param name="LagEvents">Events that are settled and not in the view.</param>
/// <param name="LagSeconds">Age of the oldest of them.</param>
/// <param name="DeadLetters">Events that it could not apply and left out.</param>
/// <param name="LastRebuild">Of those that the caller may see.</param>
/// <param name="LastError">How the last rebuild that failed did so; null when a later one did not.</param>
internal sealed record ProjectionStatus(
    string Name, int Version, int LiveVersion, string Status, long Position, long HighWaterMark, long LagEvents, double LagSeconds, long DeadLetters,
    Rebuild? LastRebuild, string? LastError);

internal sealed class ListProjections(ViewsVersion version, NpgsqlDataSource database, RebuildLog log)
{
    /// <param name="tenantId">Whose rebuilds are told of; null for all.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<IReadOnlyList<ProjectionStatus>> RunAsync(string? tenantId, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            select
                position.seq_id,
                mark.seq_id,
                coalesce(extract(epoch from clock_timestamp() - next.timestamp), 0)::float8,
                (select count(*) from app.mt_events where seq_id > position.seq_id and seq_id <= mark.seq_id),
                (select count(*) from app.mt_doc_deadletterevent where data ->> 'ProjectionName' = $2),
                (select version from metrics.view_versions where schema_name = $3),
                {RebuildLock.IsHeld}
            from (select coalesce((select last_seq_id from app.mt_event_progression where name = $1), 0) as seq_id) position
            cross join (select coalesce((select last_seq_id from app.mt_event_progression where name = 'HighWaterMark'), 0) as seq_id) mark
            left join lateral (
                select timestamp
                from app.mt_events
                where seq_id > position.seq_id
                    and seq_id <= mark.seq_id
                order by seq_id
                limit 1
            ) next on true
            """);
        command.Parameters.AddWithValue($"{ViewTables.ProjectionName}:All");
        command.Parameters.AddWithValue(ViewTables.ProjectionName);
        command.Parameters.AddWithValue(ViewTables.LiveSchema);
        var rebuilds = await log.ListAsync(ViewTables.ProjectionName, tenantId, limit: 1, cancellation);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        var last = rebuilds.Count == 0 ? null : rebuilds[0];
        var live = row.GetInt32(5);
        var status = last is { IsOver: false } && row.GetBoolean(6) ? "rebuilding" : live != version.Number ? "outdated" : row.GetInt64(3) > 0 ? "behind" : "current";
        return
        [
            new ProjectionStatus(
                ViewTables.ProjectionName, version.Number, live, status, row.GetInt64(0), row.GetInt64(1), row.GetInt64(3), row.GetDouble(2),
                row.GetInt64(4), last, last is { Status: RebuildStatus.Failed } ? last.Message : null),
        ];
    }
}
