using Marten;
using Npgsql;
using Reo.Metrics.Views;

namespace Reo.Metrics.Rebuilds;

/// <summary>
/// Fills side tables from the raw events, inside the database: a tenant after the other, several parts of its streams at once. A part is
/// first summed by what the views tell apart; the tables are made from these sums, without indexes, so no row is written twice.
/// </summary>
internal sealed class BuildViews(NpgsqlDataSource database, IDocumentStore store)
{
    private const int EventsPerPart = 250_000;

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
                await SumAsync(schema, scopes[i].Streams(part.First, part.Last), inner);
                progress(Interlocked.Add(ref done, part.Events), total);
            });
            await FillAsync(schema, scopes[i], cancellation);
        }

        await IndexAsync(schema, cancellation);
    }

    private static ParallelOptions Options(CancellationToken cancellation) =>
        new() { MaxDegreeOfParallelism = _atOnce, CancellationToken = cancellation };

    /// <summary>Streams in the order of their keys, about so many events together: found from the streams' versions, not from the events.</summary>
    private async Task<IReadOnlyList<Part>> PartsAsync(Scope scope, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select min(id), max(id), sum(version)::bigint
            from (
                select id, version, (sum(version) over (order by id) - version) / $2 as part
                from app.mt_streams
                where tenant_id = $1
            ) stream
            group by part::bigint
            order by 1
            """);
        command.Parameters.AddWithValue(scope.TenantId);
        command.Parameters.AddWithValue((long)EventsPerPart);
        var parts = new List<Part>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            parts.Add(new Part(reader.GetString(0), reader.GetString(1), reader.GetInt64(2)));
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
                with {AddUsage.Recognised(schema, part)}
                insert into {schema}.recognised
                select identity, developer_id, company, rule, product, environment, metric, day, usage_count, event_count, first_at, last_at
                from recognised
                """,
                schema,
                part.Parameters,
                cancellation);
        }
        catch (PostgresException e) when (e.SqlState.StartsWith("22", StringComparison.Ordinal))
        {
            throw await new EventToBlame(database).FindAsync(schema, part, e, cancellation);
        }
    }

    private async Task FillAsync(string schema, Scope scope, CancellationToken cancellation)
    {
        await ExecuteAsync($"insert into daily {ViewInserts.Daily}", schema, [], cancellation);
        await ExecuteAsync($"insert into company_daily {ViewInserts.CompanyDaily}", schema, [], cancellation);
        await Parallel.ForEachAsync(
            ViewInserts.All,
            Options(cancellation),
            async (insert, inner) => await ExecuteAsync(insert.Insert(schema), schema, scope.Parameters, inner));
        await ExecuteAsync("truncate recognised, daily, company_daily", schema, [], cancellation);
    }

    private async Task IndexAsync(string schema, CancellationToken cancellation)
    {
        IReadOnlyList<string> statements;
        await using (var connection = await database.OpenConnectionAsync(cancellation))
        {
            await SideTables.DropWorkingAsync(connection, schema, cancellation);
            statements = await SideTables.IndexesAsync(connection, schema, cancellation);
        }

        await Parallel.ForEachAsync(statements, Options(cancellation), async (sql, inner) => await ExecuteAsync(sql, schema, [], inner));
        await ExecuteAsync(string.Concat(ViewTables.Names.Select(table => $"analyze {schema}.{table};")), schema, [], cancellation);
    }

    private async Task ExecuteAsync(string sql, string schema, IEnumerable<Parameter> parameters, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var settings = new NpgsqlCommand(ForManyRows(schema), connection, transaction))
            await settings.ExecuteNonQueryAsync(cancellation);
        await using (var command = new NpgsqlCommand(sql, connection, transaction) { CommandTimeout = 0 })
        {
            foreach (var (name, value) in parameters)
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

    private sealed record Part(string First, string Last, long Events);
}
