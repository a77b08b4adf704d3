using System.Collections.Concurrent;
using JasperFx;
using Marten.Documents;
using Marten.Sessions;
using Npgsql;

namespace Marten.Schema;

/// <summary>Creates what the store needs and the database lacks: each part once per process, when it is first used.</summary>
internal sealed class DatabaseSchema(NpgsqlDataSource database, StoreOptions options)
{
    // The packages take the same number for the same purpose.
    private const int ApplyChangesLockId = 4004;

    private static readonly object EventStore = new();

    private readonly ConcurrentDictionary<object, bool> _present = new();

    public ValueTask EnsureAsync(DocumentStorage storage, CancellationToken ct) =>
        _present.ContainsKey(storage) ? ValueTask.CompletedTask : new(CreateAsync([storage], ct));

    public ValueTask EnsureEventsAsync(CancellationToken ct) =>
        _present.ContainsKey(EventStore) ? ValueTask.CompletedTask : new(CreateAsync([EventStore], ct));

    public ValueTask EnsureAsync(UnitOfWork work, CancellationToken ct)
    {
        List<object>? missing = null;
        if (work.StreamActions.Count > 0 || work.Writes.Any(write => write.TouchesEvents))
            Need(EventStore);
        foreach (var write in work.Writes)
        {
            if (write.Storage is { } storage)
                Need(storage);
        }

        return missing is null ? ValueTask.CompletedTask : new(CreateAsync(missing, ct));

        void Need(object part)
        {
            if (!_present.ContainsKey(part) && missing?.Contains(part) != true)
                (missing ??= []).Add(part);
        }
    }

    /// <summary>Everything configured.</summary>
    public Task EnsureAllAsync(CancellationToken ct)
    {
        IEnumerable<object> all = options.Documents.All.Select(mapping => mapping.Storage);
        if (options.EventGraph.IsConfigured)
            all = all.Prepend(EventStore);
        var missing = all.Where(part => !_present.ContainsKey(part)).ToList();
        return missing.Count == 0 ? Task.CompletedTask : CreateAsync(missing, ct);
    }

    /// <summary>The tables were dropped.</summary>
    public void Forget() => _present.Clear();

    private async Task CreateAsync(IReadOnlyList<object> parts, CancellationToken ct)
    {
        if (parts.Contains(EventStore))
            options.EventGraph.AssertSupplied();
        if (options.AutoCreateSchemaObjects != AutoCreate.None)
        {
            await using var connection = await database.OpenConnectionAsync(ct);
            await CreateMissingAsync(connection, [.. parts.SelectMany(ObjectsOf).Distinct()], ct);
        }

        foreach (var part in parts)
            _present[part] = true;
    }

    private IEnumerable<SchemaObject> ObjectsOf(object part) => part is DocumentStorage storage
        ? [SchemaObject.Schema(options.DatabaseSchemaName), DocumentTable.Of(storage)]
        : [SchemaObject.Schema(options.EventGraph.SchemaName), .. EventTables.Objects(options.EventGraph)];

    private async Task CreateMissingAsync(NpgsqlConnection connection, List<SchemaObject> objects, CancellationToken ct)
    {
        if ((await LackingAsync(connection, objects, ct)).Count == 0)
            return;

        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var turn = new NpgsqlCommand($"select pg_advisory_xact_lock({ApplyChangesLockId})", connection, transaction))
            await turn.ExecuteNonQueryAsync(ct);

        // Whoever had the turn before may have made them, and may be writing to them by now: "if not exists" would wait for that.
        var lacking = await LackingAsync(connection, objects, ct);
        foreach (var schemaObject in lacking)
        {
            await using var create = new NpgsqlCommand(schemaObject.CreateSql, connection, transaction);
            await create.ExecuteNonQueryAsync(ct);
        }

        await transaction.CommitAsync(ct);
    }

    private static async Task<List<SchemaObject>> LackingAsync(NpgsqlConnection connection, List<SchemaObject> objects, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select o.position
            from unnest($1) with ordinality as o (name, position)
            where case when o.name like '%.%' then to_regclass(o.name)::oid else to_regnamespace(o.name)::oid end is null
            order by 1
            """,
            connection);
        command.Parameters.Add(new() { Value = objects.ConvertAll(o => o.Name) });
        var lacking = new List<SchemaObject>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            lacking.Add(objects[(int)reader.GetInt64(0) - 1]);
        return lacking;
    }
}
