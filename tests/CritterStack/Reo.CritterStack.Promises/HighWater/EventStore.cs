using System.Diagnostics;
using System.Runtime.CompilerServices;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using JasperFx.MultiTenancy;
using Marten;
using Marten.Events.Daemon;
using Marten.Events.Projections;
using Marten.Services;
using Npgsql;

namespace Reo.CritterStack.Promises.HighWater;

internal sealed record Counted(int Number);

/// <summary>A store in a schema of its own, with a running daemon whose one projection notes each event's sequence.</summary>
internal sealed class EventStore : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DocumentStore _store;
    private readonly string _schema;
    private IProjectionDaemon? _daemon;

    private EventStore(DocumentStore store, string schema)
    {
        _store = store;
        _schema = schema;
    }

    public IProjectionDaemon Daemon => _daemon!;

    public NpgsqlDataSource Database => _store.DataSource;

    public static async Task<EventStore> StartAsync(string connectionString, string schema)
    {
        var store = DocumentStore.For(options =>
        {
            options.Connection(connectionString);
            options.DatabaseSchemaName = schema;
            options.Events.StreamIdentity = StreamIdentity.AsString;
            options.Events.TenancyStyle = TenancyStyle.Conjoined;
            options.Events.AppendMode = EventAppendMode.Quick;
            options.Events.AddEventType<Counted>();
            options.Projections.Add(new Notes(schema), ProjectionLifecycle.Async, "Notes");
        });
        var started = new EventStore(store, schema);
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await started.ExecuteAsync($"create table {schema}.notes(written bigserial, seq bigint primary key)");
        started._daemon = await store.BuildProjectionDaemonAsync();
        await started._daemon.StartAllAsync();
        return started;
    }

    public HighWaterDetector NewDetector() => new(Database, _schema);

    public async Task AppendAsync(string stream)
    {
        await using var session = _store.LightweightSession("acme");
        session.Events.Append(stream, new Counted(1));
        await session.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>An append whose transaction the test ends.</summary>
    public async Task<OpenAppend> AppendOpenAsync(string stream)
    {
        var connection = await Database.OpenConnectionAsync();
        var open = new OpenAppend(this, connection, await connection.BeginTransactionAsync());
        await open.AppendAsync(stream);
        return open;
    }

    public async Task AppendAsync(NpgsqlTransaction transaction, string stream)
    {
        var options = SessionOptions.ForTransaction(transaction);
        options.TenantId = "acme";
        await using var session = _store.LightweightSession(options);
        session.Events.Append(stream, new Counted(1));
        await session.SaveChangesAsync();
    }

    public Task<long[]> NotedAsync() => ArrayAsync($"select seq from {_schema}.notes order by written");

    public Task<long[]> CommittedAsync() => ArrayAsync($"select seq_id from {_schema}.mt_events order by seq_id");

    public Task ProjectedAsync() => Daemon.WaitForNonStaleData(Patience);

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<long[]> ArrayAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var numbers = new List<long>();
        while (await reader.ReadAsync())
            numbers.Add(reader.GetInt64(0));
        return [.. numbers];
    }

    public static async Task UntilAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string text = "")
    {
        var waiting = Stopwatch.StartNew();
        while (!await condition())
        {
            if (waiting.Elapsed > Patience)
                throw new TimeoutException($"Not within {Patience}: {text}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Daemon.StopAllAsync();
        Daemon.Dispose();
        await _store.DisposeAsync();
    }

    private sealed class Notes(string schema) : IProjection
    {
        public Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
        {
            foreach (var e in events)
                operations.QueueSqlCommand($"insert into {schema}.notes(seq) values (?)", e.Sequence);
            return Task.CompletedTask;
        }
    }
}

internal sealed class OpenAppend(EventStore store, NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
{
    public int ProcessId => connection.ProcessID;

    public Task AppendAsync(string stream) => store.AppendAsync(transaction, stream);

    public Task CommitAsync() => transaction.CommitAsync();

    public Task RollbackAsync() => transaction.RollbackAsync();

    public Task SaveAsync(string savepoint) => transaction.SaveAsync(savepoint);

    public Task RollbackAsync(string savepoint) => transaction.RollbackAsync(savepoint);

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
