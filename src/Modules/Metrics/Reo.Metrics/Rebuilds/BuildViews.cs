using Marten;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Reo.Metrics.Views;

namespace Reo.Metrics.Rebuilds;

/// <summary>
/// Fills side tables from the raw events, inside the database: a tenant after the other, several parts of its streams at once. The tables
/// have no indexes yet, and no row is written twice.
/// </summary>
internal sealed class BuildViews(NpgsqlDataSource database, IDocumentStore store, IConfiguration configuration)
{
    private readonly int _eventsPerPart = configuration.GetValue("Rebuilds:EventsPerPart", 250_000);

    private static readonly int _atOnce = Math.Clamp(Environment.ProcessorCount, 1, 4);

    /// <summary>The tenants that have events.</summary>
    public async Task<IReadOnlyList<string>> TenantsAsync(CancellationToken cancellation)
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

    /// <param name="schema">Of fresh <see cref="SideTables"/>.</param>
    /// <param name="scopes">What of each tenant.</param>
    /// <param name="progress">Told of events done, of how many.</param>
    /// <param name="cancellation">Stops it; the side tables are half full then.</param>
    /// <exception cref="EventNotApplicableException">Names the event.</exception>
    public async Task RunAsync(string schema, IReadOnlyList<Scope> scopes, Action<long, long> progress, CancellationToken cancellation)
    {
        var parts = new List<IReadOnlyList<Part>>(scopes.Count);
        foreach (var scope in scopes)
            parts.Add(await PartsAsync(scope, cancellation));

        var total = parts.SelectMany(part => part).Sum(part => part.Events);
        progress(0, total);
        var done = 0L;
        for (var i = 0; i < scopes.Count; i++)
        {
            if (parts[i].Count == 0)
                continue;

            await RecogniseAsync(schema, scopes[i], cancellation);
            await Parallel.ForEachAsync(parts[i], Options(cancellation), async (part, inner) =>
            {
                await SumAsync(schema, scopes[i].Streams(part.AreDevelopers, part.First, part.Last), inner);
                progress(Interlocked.Add(ref done, part.Events), total);
            });
            await FillAsync(schema, scopes[i], cancellation);
        }

        await IndexAsync(schema, cancellation);
    }

    private static ParallelOptions Options(CancellationToken cancellation) =>
        new() { MaxDegreeOfParallelism = _atOnce, CancellationToken = cancellation };

    /// <summary>
    /// Streams in the order of their keys, about so many events together: found from the streams' versions, not from the events. Those that
    /// are no developer's share rows, so they stay together.
    /// </summary>
    private async Task<IReadOnlyList<Part>> PartsAsync(Scope scope, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select is_developer, min(id), max(id), sum(version)::bigint
            from (
                select
                    id, version, starts_with(id, $3) as is_developer,
                    case when starts_with(id, $3) then trunc((sum(version) over (order by id) - version) / $2) end as part
                from app.mt_streams
                where tenant_id = $1
            ) stream
            group by is_developer, part
            order by 1, 2
            """);
        command.Parameters.AddWithValue(scope.TenantId);
        command.Parameters.AddWithValue((long)_eventsPerPart);
        command.Parameters.AddWithValue(scope.StreamPrefix);
        var parts = new List<Part>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            parts.Add(new Part(reader.GetBoolean(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3)));
        return parts;
    }

    private async Task RecogniseAsync(string schema, Scope scope, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession(scope.TenantId);
        RecogniseIdentities.OfTenant(session, schema, scope);
        await session.SaveChangesAsync(cancellation);
    }

    private async Task SumAsync(string schema, Scope part, CancellationToken cancellation)
    {
        try
        {
            await ExecuteAsync(
                $"""
                with {AddUsage.Recognised(schema, part)},
                daily as materialized ({ViewInserts.Daily}),
                added_usage as ({ViewInserts.UsageByDay.Insert(schema)})
                insert into {schema}.recognised
                select developer_id, company, rule, sum(usage_count), sum(event_count)::bigint, min(first_at), max(last_at)
                from recognised
                where developer_id <> ''
                group by developer_id, company, rule
                """,
                schema,
                part,
                cancellation);
        }
        catch (PostgresException e) when (e.SqlState.StartsWith("22", StringComparison.Ordinal))
        {
            throw await new EventToBlame(database).FindAsync(schema, part, e, cancellation);
        }
    }

    private async Task FillAsync(string schema, Scope scope, CancellationToken cancellation)
    {
        await ExecuteAsync("select brin_summarize_new_values('working_by_tenant')", schema, scope, cancellation);
        await ExecuteAsync($"insert into company_daily {ViewInserts.CompanyDaily}", schema, scope, cancellation);
        await Parallel.ForEachAsync(
            ViewInserts.All.Where(insert => insert != ViewInserts.UsageByDay),
            Options(cancellation),
            async (insert, inner) => await ExecuteAsync(insert.Insert(schema), schema, scope, inner));
        await ExecuteAsync("truncate recognised, company_daily", schema, scope, cancellation);
    }

    private async Task IndexAsync(string schema, CancellationToken cancellation)
    {
        IReadOnlyList<string> statements;
        await using (var connection = await database.OpenConnectionAsync(cancellation))
        {
            await SideTables.DropWorkingAsync(connection, schema, cancellation);
            statements = await SideTables.IndexesAsync(connection, schema, cancellation);
        }

        await Parallel.ForEachAsync(statements, Options(cancellation), async (sql, inner) => await ExecuteAsync(sql, schema, scope: null, inner));
        await ExecuteAsync(string.Concat(ViewTables.Names.Select(table => $"analyze {schema}.{table};")), schema, scope: null, cancellation);
    }

    private async Task ExecuteAsync(string sql, string schema, Scope? scope, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var settings = new NpgsqlCommand($"{ForManyRows(schema)} select set_config('reo.tenant', @tenant, true)", connection, transaction))
        {
            settings.Parameters.AddWithValue("tenant", scope?.TenantId ?? "");
            await settings.ExecuteNonQueryAsync(cancellation);
        }

        await using (var command = new NpgsqlCommand(sql, connection, transaction) { CommandTimeout = 0 })
        {
            foreach (var (name, value) in scope?.Parameters ?? [])
                command.Parameters.AddWithValue(name, value);
            await command.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    /// <summary>
    /// The planner cannot know how few groups there are in JSON, and would sort all of it. A commit need not wait for the disk: what a
    /// crash takes away is not live yet.
    /// </summary>
    private static string ForManyRows(string schema) =>
        $"""
        set local search_path to {schema};
        set local work_mem = '128MB';
        set local maintenance_work_mem = '128MB';
        set local enable_sort = off;
        set local enable_incremental_sort = off;
        set local jit = off;
        set local synchronous_commit = off;
        """;

    private sealed record Part(bool AreDevelopers, string First, string Last, long Events);
}
