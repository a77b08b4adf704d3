using Marten;
using Npgsql;
using Reo.Metrics.Views;

namespace Reo.Metrics.Rebuilds;

/// <summary>
/// The last step of a rebuild, in one short transaction: the projection waits, the side tables get what is missing, and take the place of
/// the live ones. Readers see one or the other, never neither.
/// </summary>
internal sealed class SwitchViews(NpgsqlDataSource database, IDocumentStore store)
{
    private const int Attempts = 50;
    private const long FewEvents = 5_000;

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(200);

    /// <summary>How far the live tables are.</summary>
    public async Task<long> PositionAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await PositionAsync(connection, isLocked: false, cancellation);
    }

    /// <summary>Does <paramref name="last"/> when the side tables stand exactly where the live ones do, and nobody moves either.</summary>
    /// <param name="schema">Of the side tables.</param>
    /// <param name="tenantId">They hold this tenant alone; null for all.</param>
    /// <param name="position">Where they stand.</param>
    /// <param name="isAlone">Whether readers, too, have to wait for <paramref name="last"/>.</param>
    /// <param name="last">In the transaction.</param>
    /// <param name="cancellation">Leaves everything as it is.</param>
    public async Task WhenLevelAsync(
        string schema, string? tenantId, long position, bool isAlone, Func<NpgsqlTransaction, Task> last, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            position = await ApproachAsync(schema, tenantId, position, cancellation);
            try
            {
                await using var connection = await database.OpenConnectionAsync(cancellation);
                await using var transaction = await connection.BeginTransactionAsync(cancellation);
                await ExecuteAsync(transaction, "set local lock_timeout = '2s'", cancellation);
                var live = await PositionAsync(connection, isLocked: true, cancellation);
                await using (var session = LongSession.In(store, transaction))
                {
                    foreach (var tenant in await CatchUp.TenantsAsync(connection, tenantId, position, live, cancellation))
                        await CatchUp.QueueAsync(session, schema, tenant, position, live, cancellation);
                    if (tenantId is not null)
                        ViewsLock.Take(session, tenantId);
                    await session.SaveChangesAsync(cancellation);
                }

                if (isAlone && tenantId is null)
                    await LockLiveAsync(transaction, cancellation);
                await ProjectErasedAgainAsync(transaction, schema, tenantId, live, cancellation);
                await ExecuteAsync(transaction, "set local synchronous_commit = on", cancellation);
                await last(transaction);
                await transaction.CommitAsync(cancellation);
                return;
            }
            catch (Exception e) when (
                PostgresErrors.Of(e)?.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected && attempt < Attempts)
            {
                await Task.Delay(_pause, TimeProvider.System, cancellation);
            }
        }
    }

    /// <summary>Those that there are: an older version's may be fewer.</summary>
    private static async Task LockLiveAsync(NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            select coalesce(string_agg(format('lock table %I.%I in access exclusive mode; ', schemaname, tablename), '' order by tablename), '')
            from pg_tables
            where schemaname = $1
                and tablename = any($2)
            """,
            transaction.Connection,
            transaction);
        command.Parameters.AddWithValue(ViewTables.LiveSchema);
        command.Parameters.AddWithValue(ViewTables.Names);
        await ExecuteAsync(transaction, (string)(await command.ExecuteScalarAsync(cancellation))!, cancellation);
    }

    /// <summary>Most of what came meanwhile, while the projection goes on.</summary>
    private async Task<long> ApproachAsync(string schema, string? tenantId, long position, CancellationToken cancellation)
    {
        while (await PositionAsync(cancellation) is var live && live - position > FewEvents)
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            foreach (var tenant in await CatchUp.TenantsAsync(connection, tenantId, position, live, cancellation))
            {
                // A transaction each: who holds two tenants' locks may wait for a page of the projection that waits for the other.
                await using var session = LongSession.Of(store, tenant);
                await CatchUp.QueueAsync(session, schema, tenant, position, live, cancellation);
                await session.SaveChangesAsync(cancellation);
            }

            position = live;
        }

        return position;
    }

    /// <summary>Whoever was erased since the build began: their events were masked, perhaps after they were read.</summary>
    private async Task ProjectErasedAgainAsync(
        NpgsqlTransaction transaction, string schema, string? tenantId, long position, CancellationToken cancellation)
    {
        var erased = new List<(string TenantId, string Identity)>();
        await using (var command = new NpgsqlCommand(
            "select tenant_id, identity from metrics.erased_meanwhile where $1::text is null or tenant_id = $1", transaction.Connection, transaction))
        {
            command.Parameters.Add(new() { Value = (object?)tenantId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
                erased.Add((reader.GetString(0), reader.GetString(1)));
        }

        if (erased.Count == 0)
            return;

        await using var session = LongSession.In(store, transaction);
        ProjectAgain.Begin(session);
        foreach (var tenant in erased.GroupBy(one => one.TenantId, one => one.Identity, StringComparer.Ordinal))
        {
            session.QueueSqlCommand("truncate touched, left_company");
            ProjectAgain.Touch(session, tenant.Key, [.. tenant]);
            ProjectAgain.Queue(session, schema, Scope.Touched(tenant.Key, position));
        }

        await session.SaveChangesAsync(cancellation);
    }

    private static async Task<long> PositionAsync(NpgsqlConnection connection, bool isLocked, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"select last_seq_id from app.mt_event_progression where name = $1 {(isLocked ? "for update" : "")}", connection);
        command.Parameters.AddWithValue($"{ViewTables.ProjectionName}:All");
        return await command.ExecuteScalarAsync(cancellation) as long? ?? 0;
    }

    private static async Task ExecuteAsync(NpgsqlTransaction transaction, string sql, CancellationToken cancellation)
    {
        if (sql.Length == 0)
            return;

        await using var command = new NpgsqlCommand(sql, transaction.Connection, transaction) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
