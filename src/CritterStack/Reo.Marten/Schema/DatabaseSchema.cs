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
        object[] all = [EventStore, .. options.Documents.All.Select(mapping => mapping.Storage)];
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
            await CreateMissingAsync(connection, [.. parts.SelectMany(ObjectsOf)], ct);
        }

        foreach (var part in parts)
            _present[part] = true;
    }

    private IEnumerable<SchemaObject> ObjectsOf(object part) =>
        part is DocumentStorage storage ? [DocumentTable.Of(storage)] : EventTables.Objects(options.EventGraph);

    private async Task CreateMissingAsync(NpgsqlConnection connection, List<SchemaObject> objects, CancellationToken ct)
    {
        if (!await LacksAsync(connection, objects, ct))
            return;

        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var create = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                new($"select pg_advisory_xact_lock({ApplyChangesLockId})"),
                new($"create schema if not exists {options.DatabaseSchemaName}"),
                new($"create schema if not exists {options.EventGraph.SchemaName}"),
            },
        };
        foreach (var schemaObject in objects)
            create.BatchCommands.Add(new(schemaObject.CreateSql));
        await create.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private static async Task<bool> LacksAsync(NpgsqlConnection connection, List<SchemaObject> objects, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select exists (select 1 from unnest($1) as o (name) where to_regclass(o.name) is null)", connection);
        command.Parameters.Add(new() { Value = objects.ConvertAll(o => o.Name) });
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }
}
