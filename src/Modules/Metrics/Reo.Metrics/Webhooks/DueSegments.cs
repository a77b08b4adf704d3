using Npgsql;
using Reo.Metrics.Rebuilds;
using Reo.Metrics.Segments;
using Reo.Metrics.Views;

namespace Reo.Metrics.Webhooks;

/// <summary>
/// Which segments with a webhook are to be looked at: those whose filter, views or day are others than at the last look. Where nothing
/// happened that costs a few rows; else the tenants of the events that came are read, each event once for all segments.
/// </summary>
internal sealed class DueSegments(NpgsqlDataSource database, TimeProvider clock)
{
    public async Task<List<(string TenantId, Segment Segment)>> FindAsync(CancellationToken cancellation)
    {
        await FollowAsync(cancellation);
        await using var command = database.CreateCommand(Due);
        command.Parameters.AddWithValue("now", clock.GetUtcNow());
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var due = new List<(string, Segment)>();
        while (await row.ReadAsync(cancellation))
            due.Add((row.GetString(row.GetOrdinal("tenant_id")), Segment.Read(row)));
        return due;
    }

    private async Task FollowAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Follow);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private const string Projected =
        $"select coalesce(max(last_seq_id), 0) as sequence from app.mt_event_progression where name = '{ViewTables.ProjectionName}:All'";

    private const string Follow =
        $"""
        with projected as materialized (
            {Projected}
        ),
        moved as materialized (
            select distinct tenant_id
            from app.mt_events
            where seq_id > (select min(followed_to) from metrics.segment_webhooks)
                and seq_id <= (select sequence from projected)
        )
        update metrics.segment_webhooks webhook
        set is_due = is_due or exists (select from moved where moved.tenant_id = webhook.tenant_id), followed_to = projected.sequence
        from projected
        where projected.sequence > webhook.followed_to
        """;

    /// <summary>Views that are made anew page by page have not come as far again as they were: nobody left meanwhile.</summary>
    private const string Due =
        $"""
        with projected as materialized (
            {Projected}
        )
        select {Segment.Columns}, tenant_id
        from metrics.segments segment
        where exists (
            select
            from metrics.segment_webhooks webhook
            cross join projected
            where webhook.tenant_id = segment.tenant_id
                and webhook.segment_id = segment.segment_id
                and look_after <= @now
                and followed_to <= projected.sequence
                and (
                    is_due
                    or watched_filter is distinct from filter
                    or (looked_at at time zone 'UTC')::date < (@now at time zone 'UTC')::date
                    or exists (
                        select
                        from metrics.rebuilds rebuild
                        where rebuild.status = '{RebuildStatus.Completed}'
                            and rebuild.ended_at >= looked_at
                            and rebuild.as_of is null
                            and not rebuild.dry_run
                            and coalesce(rebuild.tenant_id, segment.tenant_id) = segment.tenant_id
                    )
                )
        )
        """;

    /// <summary>Where a new webhook begins to follow.</summary>
    public const string FollowedToNow = $"({Projected})";
}
