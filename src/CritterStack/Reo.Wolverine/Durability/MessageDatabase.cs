using Npgsql;

namespace Wolverine.Persistence.Durability;

/// <summary>Where the message storage is.</summary>
internal sealed class MessageDatabase(string schema, Func<NpgsqlConnection> createConnection)
{
    public string Schema { get; } = schema;

    public string Incoming { get; } = $"{schema}.wolverine_incoming_envelopes";

    public string DeadLetters { get; } = $"{schema}.wolverine_dead_letters";

    public string Outgoing { get; } = $"{schema}.wolverine_outgoing_envelopes";

    public string Nodes { get; } = $"{schema}.wolverine_nodes";

    public string NodeRecords { get; } = $"{schema}.wolverine_node_records";

    /// <summary>Runs statements in one round trip and one transaction.</summary>
    public async Task ExecuteAsync(CancellationToken cancellation, params NpgsqlBatchCommand[] commands)
    {
        await using var connection = createConnection();
        await connection.OpenAsync(cancellation);
        await using var batch = Batch(connection, commands);
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    public async Task<int> ExecuteAsync(NpgsqlBatchCommand command, CancellationToken cancellation)
    {
        await using var connection = createConnection();
        await connection.OpenAsync(cancellation);
        await using var batch = Batch(connection, [command]);
        return await batch.ExecuteNonQueryAsync(cancellation);
    }

    public async Task<List<T>> QueryAsync<T>(NpgsqlBatchCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        await using var connection = createConnection();
        await connection.OpenAsync(cancellation);
        await using var batch = Batch(connection, [command]);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation))
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>A statement with positional parameters $1, $2, ….</summary>
    public static NpgsqlBatchCommand Sql(string sql, params object?[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = parameter ?? DBNull.Value });
        return command;
    }

    private static NpgsqlBatch Batch(NpgsqlConnection connection, NpgsqlBatchCommand[] commands)
    {
        var batch = new NpgsqlBatch(connection);
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        return batch;
    }
}
