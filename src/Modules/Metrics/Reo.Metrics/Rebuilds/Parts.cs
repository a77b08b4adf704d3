using Npgsql;
using Reo.Metrics.Views;

namespace Reo.Metrics.Rebuilds;

/// <summary>Some streams of a tenant, in the order of their keys, and how many events they have together.</summary>
internal sealed record Part(Scope Scope, long Events);

/// <summary>What a build reads, cut into parts from the streams alone: no event is read for it.</summary>
internal static class Parts
{
    /// <summary>The tenants that have events.</summary>
    public static async Task<IReadOnlyList<string>> TenantsAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            with recursive tenant (id) as (
                select min(tenant_id) from app.mt_streams
                union all
                select (select min(stream.tenant_id) from app.mt_streams stream where stream.tenant_id > tenant.id) from tenant where tenant.id is not null
            )
            select id from tenant where id is not null
            """);
        var tenants = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            tenants.Add(reader.GetString(0));
        return tenants;
    }

    /// <summary>
    /// Of the streams with usage, as few as keep everybody busy, and none larger than <paramref name="most"/>: each may have to look at every page of the event store.
    /// Streams that are no developer's share rows, so they stay together.
    /// </summary>
    /// <param name="database">With the event store.</param>
    /// <param name="scope">All of a tenant's events.</param>
    /// <param name="atOnce">How many are worked on at a time.</param>
    /// <param name="most">Events in a part, as far as streams allow it.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static async Task<IReadOnlyList<Part>> OfAsync(NpgsqlDataSource database, Scope scope, int atOnce, long most, CancellationToken cancellation)
    {
        await using var command = database.LongCommand(
            """
            select is_developer, min(id), max(id), metrics.total(version)
            from (
                select
                    id, version, is_developer,
                    case when is_developer then trunc((sum(version) over (order by id) - version) / least($3, greatest($4, sum(version) over () / $5 + 1))) end as part
                from (
                    select id collate "C" as id, version, starts_with(id, $2) as is_developer
                    from app.mt_streams
                    where tenant_id = $1
                        and (starts_with(id, $2) or starts_with(id, $1 || '/domain/') or starts_with(id, $1 || '/ip/'))
                ) stream
            ) stream
            group by is_developer, part
            order by 1, 2
            """);
        command.Parameters.AddWithValue(scope.TenantId);
        command.Parameters.AddWithValue(scope.StreamPrefix);
        command.Parameters.AddWithValue(most);
        command.Parameters.AddWithValue(WorthSplitting);
        command.Parameters.AddWithValue((long)atOnce);
        var parts = new List<Part>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            parts.Add(new Part(scope.Streams(reader.GetBoolean(0), reader.GetString(1), reader.GetString(2)), reader.GetInt64(3)));
        return parts;
    }

    private const long WorthSplitting = 20_000;
}
