using Npgsql;

namespace Reo.Metrics.Rebuilds;

/// <summary>
/// Every rebuild there was, with who started and who cancelled it and how it ended: the audit trail, and what its progress is read from.
/// </summary>
internal sealed class RebuildLog(NpgsqlDataSource database, TimeProvider clock)
{
    public const string Tables =
        """
        create table if not exists metrics.rebuilds (
            id uuid primary key,
            projection text not null,
            tenant_id text collate "C",
            as_of timestamptz,
            dry_run boolean not null,
            status text not null,
            started_by text not null,
            started_at timestamptz not null,
            cancelled_by text,
            ended_at timestamptz,
            events_done bigint not null default 0,
            events_total bigint not null default 0,
            message text not null
        );
        create index if not exists rebuilds_by_start on metrics.rebuilds (projection, started_at desc);
        create table if not exists metrics.erased_meanwhile (
            tenant_id text collate "C" not null,
            identity text collate "C" not null,
            primary key (tenant_id, identity)
        );
        """;

    private const string Columns =
        "id, projection, tenant_id, as_of, dry_run, status, started_by, started_at, cancelled_by, ended_at, events_done, events_total, message";

    public async Task<Rebuild> StartAsync(string projection, RebuildOrder order, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            insert into metrics.rebuilds ({Columns})
            values ($1, $2, $3, $4, $5, '{RebuildStatus.Running}', $6, $7, null, null, 0, 0, 'Starting')
            returning {Columns}
            """);
        command.Parameters.AddWithValue(Guid.CreateVersion7());
        command.Parameters.AddWithValue(projection);
        command.Parameters.Add(new() { Value = (object?)order.TenantId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)order.AsOf ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz });
        command.Parameters.AddWithValue(order.IsDryRun);
        command.Parameters.AddWithValue(order.By);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        return (await ReadAsync(command, cancellation)).Single();
    }

    public async Task ProgressAsync(Guid id, long done, long total, string message, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "update metrics.rebuilds set events_done = $2, events_total = $3, message = $4 where id = $1");
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(done);
        command.Parameters.AddWithValue(total);
        command.Parameters.AddWithValue(message);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public async Task EndAsync(Guid id, string status, string message)
    {
        await using var command = database.CreateCommand(
            $"update metrics.rebuilds set status = $2, message = $3, ended_at = $4 where id = $1 and status = '{RebuildStatus.Running}'");
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(status);
        command.Parameters.AddWithValue(message);
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    /// <summary>Whoever runs it stops soon after. Nothing happens to one that is over.</summary>
    public async Task AskToCancelAsync(Guid id, string by, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"update metrics.rebuilds set cancelled_by = $2 where id = $1 and status = '{RebuildStatus.Running}' and cancelled_by is null");
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(by);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Those that say they run although nobody holds the projection's lock: their process is gone.</summary>
    public async Task EndAbandonedAsync(string projection, Guid? except, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            update metrics.rebuilds
            set status = '{RebuildStatus.Failed}', ended_at = $3, message = 'The process that ran it ended; the live view is as it was'
            where projection = $1 and status = '{RebuildStatus.Running}' and id is distinct from $2
            """);
        command.Parameters.AddWithValue(projection);
        command.Parameters.Add(new() { Value = (object?)except ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public async Task<Rebuild?> FindAsync(Guid id, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"select {Columns} from metrics.rebuilds where id = $1");
        command.Parameters.AddWithValue(id);
        return (await ReadAsync(command, cancellation)).SingleOrDefault();
    }

    /// <summary>Newest first.</summary>
    /// <param name="projection">Of this projection.</param>
    /// <param name="tenantId">Only those of one tenant; null for all.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<IReadOnlyList<Rebuild>> ListAsync(string projection, string? tenantId, int limit, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"select {Columns} from metrics.rebuilds where projection = $1 and ($2::text is null or tenant_id = $2) order by started_at desc, id desc limit $3");
        command.Parameters.AddWithValue(projection);
        command.Parameters.Add(new() { Value = (object?)tenantId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.AddWithValue(limit);
        return await ReadAsync(command, cancellation);
    }

    private static async Task<List<Rebuild>> ReadAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        var rebuilds = new List<Rebuild>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            rebuilds.Add(new Rebuild
            {
                Id = row.GetGuid(0),
                Projection = row.GetString(1),
                TenantId = row.IsDBNull(2) ? null : row.GetString(2),
                AsOf = row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3),
                DryRun = row.GetBoolean(4),
                Status = row.GetString(5),
                StartedBy = row.GetString(6),
                StartedAt = row.GetFieldValue<DateTimeOffset>(7),
                CancelledBy = row.IsDBNull(8) ? null : row.GetString(8),
                EndedAt = row.IsDBNull(9) ? null : row.GetFieldValue<DateTimeOffset>(9),
                EventsDone = row.GetInt64(10),
                EventsTotal = row.GetInt64(11),
                Message = row.GetString(12),
            });
        }

        return rebuilds;
    }
}
