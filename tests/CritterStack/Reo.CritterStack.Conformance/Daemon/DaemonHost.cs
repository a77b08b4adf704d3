using System.Diagnostics;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.MultiTenancy;
using Marten;
using Marten.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Reo.CritterStack.Conformance.Daemon;

/// <summary>A host with a store of its own schema and a daemon, and a journal that the test's projections write.</summary>
internal sealed class DaemonHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly IHost _host;
    private readonly string _connectionString;

    private DaemonHost(IHost host, string connectionString)
    {
        _host = host;
        _connectionString = connectionString;
        Store = host.Services.GetRequiredService<IDocumentStore>();
        Coordinator = host.Services.GetRequiredService<IProjectionCoordinator>();
    }

    public IDocumentStore Store { get; }

    public IProjectionCoordinator Coordinator { get; }

    public IProjectionDaemon Daemon => Coordinator.DaemonForMainDatabase();

    public static async Task<DaemonHost> StartAsync(
        string connectionString, string schema, Action<StoreOptions> configure, DaemonMode mode = DaemonMode.Solo)
    {
        await ExecuteAsync(connectionString, Journal.TableSql);
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        var marten = builder.Services.AddMarten(options =>
        {
            options.Connection(connectionString);
            options.DatabaseSchemaName = schema;
            options.Events.StreamIdentity = StreamIdentity.AsString;
            options.Events.TenancyStyle = TenancyStyle.Conjoined;
            options.Events.AppendMode = EventAppendMode.Quick;
            options.Policies.AllDocumentsAreMultiTenanted();
            configure(options);
        }).UseLightweightSessions().ApplyAllDatabaseChangesOnStartup();
        marten.AddAsyncDaemon(mode);
        var host = builder.Build();
        await host.StartAsync();
        return new DaemonHost(host, connectionString);
    }

    public async Task AppendAsync(string tenant, string stream, params object[] events)
    {
        await using var session = Store.LightweightSession(tenant);
        session.Events.Append(stream, events);
        await session.SaveChangesAsync();
    }

    public Task ProjectedAsync() => Store.WaitForNonStaleProjectionDataAsync(Patience);

    public async Task<T?> LoadAsync<T>(string tenant, string id) where T : notnull
    {
        await using var session = Store.QuerySession(tenant);
        return await session.LoadAsync<T>(id);
    }

    public async Task<long?> ProgressAsync(string shard) =>
        (await Store.Advanced.AllProjectionProgress()).FirstOrDefault(state => state.ShardName == shard)?.Sequence;

    public async Task<List<string>> ShardsAsync() =>
        [.. (await Store.Advanced.AllProjectionProgress()).Select(state => state.ShardName).Order(StringComparer.Ordinal)];

    public async Task<List<JournalLine>> JournalAsync(string projection)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "select call, tenant, seq, xmin::text::bigint from journal where projection = $1 order by written", connection);
        command.Parameters.Add(new() { Value = projection });
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<JournalLine>();
        while (await reader.ReadAsync())
            lines.Add(new JournalLine(reader.GetInt32(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3)));
        return lines;
    }

    public Task ExecuteAsync(string sql) => ExecuteAsync(_connectionString, sql);

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Waits for a condition, and fails with its text when it does not come about.</summary>
    public static async Task UntilAsync(
        Func<Task<bool>> condition, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(condition))] string text = "")
    {
        var waiting = Stopwatch.StartNew();
        while (!await condition())
        {
            if (waiting.Elapsed > Patience)
                throw new TimeoutException($"Not within {Patience}: {text}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
        }
    }

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
