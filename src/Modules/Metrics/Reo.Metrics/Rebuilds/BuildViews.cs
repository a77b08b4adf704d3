using Marten;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Reo.Metrics.Views;

namespace Reo.Metrics.Rebuilds;

/// <summary>
/// Fills side tables from the raw events, inside the database: several parts of the streams at once. The tables have no indexes yet, and no
/// row is written twice.
/// </summary>
internal sealed class BuildViews(NpgsqlDataSource database, IDocumentStore store, IConfiguration configuration)
{
    private readonly long _mostEventsPerPart = configuration.GetValue("Rebuilds:EventsPerPart", 2_000_000L);

    private static readonly int _atOnce = Math.Clamp(Environment.ProcessorCount, 1, 4);

    /// <summary>The tenants that have events.</summary>
    public Task<IReadOnlyList<string>> TenantsAsync(CancellationToken cancellation) => Parts.TenantsAsync(database, cancellation);

    /// <param name="schema">Of fresh <see cref="SideTables"/>.</param>
    /// <param name="indexes">Of theirs.</param>
    /// <param name="scopes">What of each tenant.</param>
    /// <param name="progress">Told of events done, of how many.</param>
    /// <param name="cancellation">Stops it; the side tables are half full then.</param>
    /// <exception cref="EventNotApplicableException">Names the event.</exception>
    public async Task RunAsync(
        string schema, IReadOnlyList<SideIndex> indexes, IReadOnlyList<Scope> scopes, Action<long, long> progress, CancellationToken cancellation)
    {
        var parts = new List<Part>();
        foreach (var scope in scopes)
            parts.AddRange(await Parts.OfAsync(database, scope, _atOnce, _mostEventsPerPart, cancellation));

        var total = parts.Sum(part => part.Events);
        progress(0, total);
        var tenants = parts.Select(part => part.Scope.TenantId).ToHashSet(StringComparer.Ordinal);
        await ForEachAsync(scopes.Where(scope => tenants.Contains(scope.TenantId)), (scope, inner) => RecogniseAsync(schema, scope, inner), cancellation);
        await ExecuteAsync($"analyze {schema}.identities", schema, [], cancellation);
        using (var read = CancellationTokenSource.CreateLinkedTokenSource(cancellation))
        {
            var telling = EventsRead.TellAsync(database, schema, done => progress(Math.Min(done, total), total), read.Token);
            try
            {
                await ForEachAsync(parts, (part, inner) => SumAsync(schema, part.Scope, inner), cancellation);
            }
            finally
            {
                await read.CancelAsync();
                await telling;
            }
        }

        progress(total, total);
        await FillAsync(schema, indexes, cancellation);
    }

    private static Task ForEachAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, Task> run, CancellationToken cancellation) => Parallel.ForEachAsync(
        items,
        new ParallelOptions { MaxDegreeOfParallelism = _atOnce, CancellationToken = cancellation },
        async (item, inner) => await run(item, inner));

    private async Task RecogniseAsync(string schema, Scope scope, CancellationToken cancellation)
    {
        await using var session = LongSession.Of(store, scope.TenantId);
        session.QueueSqlCommand(StopWhenKilled);
        RecogniseIdentities.OfTenant(session, schema, scope);
        await session.SaveChangesAsync(cancellation);
    }

    private async Task SumAsync(string schema, Scope part, CancellationToken cancellation)
    {
        part = part with { AsksEvents = !part.IsOfDevelopers || await AsksEventsAsync(schema, part, cancellation) };
        try
        {
            await ExecuteAsync(
                $"""
                with {DailyUsage.Sql(schema, part, EventsRead.Count(schema))},
                added_usage as ({ViewInserts.UsageByDay.Insert(schema)}),
                added_people as (insert into {schema}.people {ViewInserts.People})
                insert into {schema}.company_daily {ViewInserts.CompanyDaily}
                """,
                schema,
                part.Parameters,
                cancellation);
        }
        catch (PostgresException e) when (LeftOut.IsOfData(e))
        {
            throw await BlameAsync(schema, part, e, cancellation);
        }
    }

    private async Task<bool> AsksEventsAsync(string schema, Scope part, CancellationToken cancellation)
    {
        await using var command = database.LongCommand(DailyUsage.AsksEvents(schema, part));
        foreach (var (name, value) in part.Parameters)
            command.Parameters.AddWithValue(name, value);
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private async Task<Exception> BlameAsync(string schema, Scope part, PostgresException error, CancellationToken cancellation)
    {
        var last = (long)part.Bounds.Single(bound => bound.Name == "last").Value;
        if (await EventToBlame.FindAsync(store, schema, part, low: 1, last, cancellation) is not var (sequence, cause))
            return error;

        await using var command = database.CreateCommand("select stream_id, type from app.mt_events where seq_id = $1");
        command.Parameters.AddWithValue(sequence);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new EventNotApplicableException(
            $"Event {sequence} of stream '{reader.GetString(0)}', type {reader.GetString(1)}, cannot be applied: {cause.MessageText}", cause);
    }

    /// <summary>What is left: the tables that follow from sums, and all indexes. The largest table comes first, and its indexes at once.</summary>
    private async Task FillAsync(string schema, IReadOnlyList<SideIndex> indexes, CancellationToken cancellation)
    {
        var largest = ViewInserts.UsageByDay.Table;
        string[][] work =
        [
            .. indexes.Where(index => index.Table == largest).Select(index => new[] { index.Create }),
            .. ViewInserts.All.Where(insert => insert.Table != largest).Select(insert => Statements(insert.Table, insert.Insert(schema))),
            Statements("identities"),
        ];
        await ForEachAsync(
            work,
            async (statements, inner) =>
            {
                foreach (var statement in statements)
                    await ExecuteAsync(statement, schema, [], inner);
            },
            cancellation);
        await ExecuteAsync(string.Concat(indexes.Select(index => index.Constrain)), schema, [], cancellation);
        await ForEachAsync(ViewTables.Names, (table, inner) => ExecuteAsync($"analyze {schema}.{table}", schema, [], inner), cancellation);
        await using var last = await database.OpenConnectionAsync(cancellation);
        await SideTables.DropWorkingAsync(last, schema, cancellation);

        string[] Statements(string table, params string[] first) =>
            [.. first, .. indexes.Where(index => index.Table == table).Select(index => index.Create)];
    }

    private async Task ExecuteAsync(string sql, string schema, Parameter[] parameters, CancellationToken cancellation)
    {
        if (sql.Length == 0)
            return;

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
    /// The planner cannot know how many rows and groups there are in JSON, and would sort all of it or compare each with each. A commit need
    /// not wait for the disk: what a crash takes away is not live yet. When this process is killed, PostgreSQL stops soon after it.
    /// </summary>
    private static string ForManyRows(string schema) =>
        $"""
        set local search_path to {schema};
        set local work_mem = '128MB';
        set local maintenance_work_mem = '128MB';
        set local enable_nestloop = off;
        set local enable_sort = off;
        set local enable_incremental_sort = off;
        set local jit = off;
        set local synchronous_commit = off;
        {StopWhenKilled};
        """;

    private const string StopWhenKilled = "set local client_connection_check_interval = '1s'";
}
