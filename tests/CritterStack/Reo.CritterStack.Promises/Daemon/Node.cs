using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using JasperFx.MultiTenancy;
using Marten;
using Marten.Events.Projections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Reo.CritterStack.Promises.HighWater;
using Reo.Testing;

namespace Reo.CritterStack.Promises.Daemon;

/// <summary>A host with its own part of the work, and a gate at which its projection waits.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly PostgresDatabase _database;
    private readonly string _schema;

    private Node(IHost host, PostgresDatabase database, string schema, SemaphoreSlim gate, SemaphoreSlim insidePage)
    {
        (_host, _database, _schema, Gate, InsidePage) = (host, database, schema, gate, insidePage);
        Daemon = host.Services.GetRequiredService<IProjectionCoordinator>().DaemonForMainDatabase();
    }

    public SemaphoreSlim Gate { get; }

    public SemaphoreSlim InsidePage { get; }

    public IProjectionDaemon Daemon { get; }

    public AgentStatus Status => Daemon.StatusFor("Journal:All");

    private IDocumentStore Store => _host.Services.GetRequiredService<IDocumentStore>();

    public static async Task<Node> StartAsync(PostgresDatabase database, string schema, DaemonMode mode)
    {
        var (gate, insidePage) = (new SemaphoreSlim(1, 1), new SemaphoreSlim(0));
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddMarten(options =>
        {
            options.Connection(database.ConnectionString);
            options.DatabaseSchemaName = schema;
            options.Events.StreamIdentity = StreamIdentity.AsString;
            options.Events.TenancyStyle = TenancyStyle.Conjoined;
            options.Events.AppendMode = EventAppendMode.Quick;
            options.Projections.Add(new Journal(schema, gate, insidePage), ProjectionLifecycle.Async, "Journal", o =>
            {
                o.BatchSize = 3;
                o.DeleteDataInTableOnTeardown($"{schema}.journal");
            });
        }).ApplyAllDatabaseChangesOnStartup().AddAsyncDaemon(mode);
        var host = builder.Build();
        await host.Services.GetRequiredService<IDocumentStore>().Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await ExecuteAsync(database, $"create table if not exists {schema}.journal(written bigserial, seq bigint primary key)");
        await host.StartAsync();
        return new Node(host, database, schema, gate, insidePage);
    }

    public async Task AppendAsync()
    {
        await using var session = Store.LightweightSession("acme");
        session.Events.Append("acme/stream", new Counted(1));
        await session.SaveChangesAsync();
    }

    public async Task<long> ProgressAsync() =>
        (await Store.Advanced.AllProjectionProgress()).FirstOrDefault(state => state.ShardName == "Journal:All")?.Sequence ?? 0;

    public async Task<List<long>> JournalAsync()
    {
        await using var command = _database.DataSource.CreateCommand($"select seq from {_schema}.journal order by written");
        await using var reader = await command.ExecuteReaderAsync();
        var journal = new List<long>();
        while (await reader.ReadAsync())
            journal.Add(reader.GetInt64(0));
        return journal;
    }

    public async Task DeleteAllAsync()
    {
        await Store.Advanced.Clean.DeleteAllEventDataAsync();
        await ExecuteAsync(_database, $"truncate table {_schema}.journal");
    }

    public Task KillLeaderAsync() => ExecuteAsync(
        _database,
        """
        select pg_terminate_backend(pid)
        from pg_locks
        where locktype = 'advisory'
          and mode = 'ExclusiveLock'
          and objsubid = 1
          and database = (select oid from pg_database where datname = current_database())
        """);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        Gate.Dispose();
        InsidePage.Dispose();
    }

    private static async Task ExecuteAsync(PostgresDatabase database, string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private sealed class Journal(string schema, SemaphoreSlim gate, SemaphoreSlim insidePage) : IProjection
    {
        public async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
        {
            insidePage.Release();
            await gate.WaitAsync(cancellation);
            gate.Release();
            foreach (var e in events)
                operations.QueueSqlCommand($"insert into {schema}.journal(seq) values (?)", e.Sequence);
        }
    }
}
