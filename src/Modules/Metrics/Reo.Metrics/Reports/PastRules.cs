using Npgsql;
using Reo.Metrics.Recognition;

namespace Reo.Metrics.Reports;

/// <summary>
/// The assignments of companies as their streams say them up to a time. They stand among those of now, under a tenant that there is not, in a
/// transaction that is never committed: nobody else sees them or waits for them.
/// </summary>
internal static class PastRules
{
    /// <returns>The tenant that they stand under. No other has a space.</returns>
    public static async Task<string> MakeAsync(NpgsqlConnection connection, string tenantId, DateTimeOffset asOf, CancellationToken cancellation)
    {
        var rules = $"{tenantId} {Guid.CreateVersion7():n}";
        await using var command = new NpgsqlCommand(
            $"""
            with rule as materialized (
                select known.kind, known.key, told.company
                from (
                    select kind, key, sequence
                    from metrics.company_assignments
                    where tenant_id = @tenant
                    union all
                    select '{AssignmentKey.IpRange}', range::text, sequence
                    from metrics.company_ip_ranges
                    where tenant_id = @tenant
                ) known
                join app.mt_events latest on latest.seq_id = known.sequence
                cross join lateral (
                    select said.data ->> 'Company' as company
                    from app.mt_events said
                    where said.tenant_id = @tenant
                        and said.stream_id = latest.stream_id
                        and said.timestamp <= @as_of
                    order by said.version desc
                    limit 1
                ) told
                where told.company is not null
            ),
            ranges as (
                insert into metrics.company_ip_ranges (tenant_id, range, company, sequence)
                select @rules, key::cidr, company, 0
                from rule
                where kind = '{AssignmentKey.IpRange}'
            )
            insert into metrics.company_assignments (tenant_id, kind, key, company, sequence)
            select @rules, kind, key, company, 0
            from rule
            where kind <> '{AssignmentKey.IpRange}'
            """,
            connection);
        command.Parameters.AddWithValue("tenant", tenantId);
        command.Parameters.AddWithValue("rules", rules);
        command.Parameters.AddWithValue("as_of", asOf.ToUniversalTime());
        await command.ExecuteNonQueryAsync(cancellation);
        return rules;
    }
}
