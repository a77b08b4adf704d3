using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Npgsql;

namespace Marten.Events.Daemon;

/// <summary>Table <c>mt_event_progression</c>: how far each shard has come.</summary>
internal sealed class ProgressTable(NpgsqlDataSource database, string eventSchema)
{
    // The packages' own bookkeeping, left behind where they ran before.
    private const string AllocationFence = "HighWaterAllocationFence";

    private readonly string _table = $"{eventSchema}.mt_event_progression";

    public async Task<IReadOnlyList<ShardState>> ReadAllAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select name, coalesce(last_seq_id, 0) from {_table} where name <> $1");
        command.Parameters.Add(new() { Value = AllocationFence });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var shards = new List<ShardState>();
        while (await reader.ReadAsync(ct))
            shards.Add(new ShardState(reader.GetString(0), reader.GetInt64(1)));
        return shards;
    }

    /// <summary>Where the shard goes on; 0 before its first page.</summary>
    public async Task<long> ReadAsync(string shardName, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select last_seq_id from {_table} where name = $1");
        command.Parameters.Add(new() { Value = shardName });
        return await command.ExecuteScalarAsync(ct) as long? ?? 0;
    }

    /// <summary>Moves the shard on in the transaction of its page. Until that ends, whoever else tries waits, and then fails.</summary>
    /// <exception cref="ProgressionProgressOutOfOrderException">The shard is not at <paramref name="floor"/>.</exception>
    public async Task AdvanceAsync(NpgsqlTransaction transaction, string shardName, long floor, long ceiling, CancellationToken ct)
    {
        var sql = floor == 0
            ? $"""
              insert into {_table} as p (name, last_seq_id, last_updated) values ($1, $3, transaction_timestamp())
              on conflict (name) do update set last_seq_id = excluded.last_seq_id, last_updated = excluded.last_updated
              where p.last_seq_id = $2
              """
            : $"update {_table} set last_seq_id = $3, last_updated = transaction_timestamp() where name = $1 and last_seq_id = $2";

        await using var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
        command.Parameters.Add(new() { Value = shardName });
        command.Parameters.Add(new() { Value = floor });
        command.Parameters.Add(new() { Value = ceiling });
        if (await command.ExecuteNonQueryAsync(ct) == 0)
            throw new ProgressionProgressOutOfOrderException(shardName, floor, ceiling);
    }

    /// <summary>Publishes the high-water mark. It never goes back, and need not survive a crash of the server: it is read anew.</summary>
    public async Task PublishHighWaterAsync(long mark, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            $"""
            insert into {_table} as p (name, last_seq_id, last_updated)
            select $1, $2, transaction_timestamp()
            from set_config('synchronous_commit', 'off', true)
            on conflict (name) do update set last_seq_id = excluded.last_seq_id, last_updated = excluded.last_updated
            where p.last_seq_id < excluded.last_seq_id
            """);
        command.Parameters.Add(new() { Value = ShardState.HighWaterMark });
        command.Parameters.Add(new() { Value = mark });
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task ForgetAsync(NpgsqlTransaction transaction, string shardName, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"delete from {_table} where name = $1", transaction.Connection, transaction);
        command.Parameters.Add(new() { Value = shardName });
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task ForgetAsync(string shardName, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"delete from {_table} where name = $1");
        command.Parameters.Add(new() { Value = shardName });
        await command.ExecuteNonQueryAsync(ct);
    }
}
