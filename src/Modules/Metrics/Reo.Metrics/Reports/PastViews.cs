using System.Data;
using Marten;
using Marten.Services;
using Npgsql;
using Reo.Metrics.Views;

namespace Reo.Metrics.Reports;

/// <summary>
/// The views as the events recorded by some time make them: the projection's own statements over these events, into temporary tables of
/// a transaction that is never committed. Links and assignments of companies are those of that time, too.
/// </summary>
internal static class PastViews
{
    public const string Schema = "pg_temp";

    private const int MostSeconds = 3_600;
    private const string Links = $"{Schema}.linked_identities";

    /// <summary>All statements see the same events.</summary>
    public static async Task MakeAsync(
        NpgsqlConnection connection, IDocumentStore store, string tenantId, KnownEvents events, CancellationToken cancellation)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        await using (var make = new NpgsqlCommand($"set local work_mem = '64MB'; {ViewTables.Create(Schema)}", connection))
            await make.ExecuteNonQueryAsync(cancellation);
        await LinkAsync(connection, tenantId, events, cancellation);
        var rules = await PastRules.MakeAsync(connection, tenantId, events.AsOf!.Value, cancellation);

        var options = SessionOptions.ForTransaction(transaction);
        options.TenantId = tenantId;
        options.Timeout = MostSeconds;
        await using var session = store.LightweightSession(options);
        AddUsage.Queue(session, Schema, ScopeOf(tenantId, events) with { Rules = rules });
        await session.SaveChangesAsync(cancellation);
    }

    private static Scope ScopeOf(string tenantId, KnownEvents events) => new(
        tenantId,
        """
        event.tenant_id = @tenant
            and event.timestamp <= @as_of
            and (event.data ->> 'EventAt')::bigint >= @first_second
            and (event.data ->> 'EventAt')::bigint <= @last_second
        """,
        new Parameter("as_of", events.AsOf!.Value.ToUniversalTime()),
        new Parameter("first_second", SecondOf(events.From ?? DateOnly.MinValue)),
        new Parameter("last_second", SecondOf(events.To.AddDays(1)) - 1))
    {
        Links = Links,
    };

    private static long SecondOf(DateOnly day) => new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeSeconds();

    /// <summary>The links of each pair as its stream says them up to that time.</summary>
    private static async Task LinkAsync(NpgsqlConnection connection, string tenantId, KnownEvents events, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            create temporary table linked_identities on commit drop as
            select * from metrics.linked_identities limit 0;

            with recursive link as materialized (
                select pair.first, pair.second
                from metrics.identity_links pair
                join app.mt_events latest on latest.seq_id = pair.sequence
                cross join lateral (
                    select told.type
                    from app.mt_events told
                    where told.tenant_id = @tenant
                        and told.stream_id = latest.stream_id
                        and told.timestamp <= @as_of
                    order by told.version desc
                    limit 1
                ) said
                where pair.tenant_id = @tenant
                    and said.type = 'identities_linked'
            ),
            reach (identity, mate) as (
                select identity, identity
                from link, unnest(array[first, second]) identity
                union
                select reach.identity, case when link.first = reach.mate then link.second else link.first end
                from reach
                join link on link.first = reach.mate or link.second = reach.mate
            )
            insert into {Links} (tenant_id, identity, developer_id)
            select @tenant, identity, {FollowLinks.DeveloperOf}
            from reach
            group by identity
            """,
            connection);
        command.Parameters.AddWithValue("tenant", tenantId);
        command.Parameters.AddWithValue("as_of", events.AsOf!.Value.ToUniversalTime());
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
