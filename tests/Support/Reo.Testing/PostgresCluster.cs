using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Npgsql;
using Reo.EmbeddedPostgres;
using Xunit;

namespace Reo.Testing;

/// <summary>
/// The PostgreSQL server of a test assembly: <c>[assembly: AssemblyFixture(typeof(PostgresCluster))]</c>. It starts when the
/// first test asks for a database, and is gone, folder and all, when the last test is done. With a connection string in the
/// environment variable <c>REO_TEST_POSTGRES</c> the tests use that server instead, and leave no database on it.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "xunit disposes the fixture through IAsyncLifetime")]
public sealed class PostgresCluster : IAsyncLifetime
{
    public const string ExistingServerVariable = "REO_TEST_POSTGRES";

    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly ConcurrentDictionary<string, string> databases = new(StringComparer.Ordinal);
    private readonly bool isPrivate;
    private EmbeddedPostgresServer? server;
    private string? admin;

    public PostgresCluster()
    {
    }

    private PostgresCluster(bool isPrivate) => this.isPrivate = isPrivate;

    /// <summary>A superuser's connection to the database <c>postgres</c>; once the cluster has started.</summary>
    public string AdminConnectionString =>
        admin ?? throw new InvalidOperationException("The cluster starts with the first CreateDatabaseAsync, or with StartAsync.");

    /// <summary>
    /// A server of its own for one test that stops, kills or restarts it. The caller disposes it.
    /// </summary>
    public static async Task<PostgresCluster> StartPrivateAsync(CancellationToken cancellation = default)
    {
        var cluster = new PostgresCluster(isPrivate: true);
        await cluster.StartAsync(cancellation);
        return cluster;
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async Task StartAsync(CancellationToken cancellation = default)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            if (admin is not null)
                return;

            if (!isPrivate && Environment.GetEnvironmentVariable(ExistingServerVariable) is { Length: > 0 } existing)
            {
                admin = ForTests(existing);
                return;
            }

            await TemporaryFolder.DeleteLeftoversAsync(cancellation);
            server = await EmbeddedPostgresServer.StartAsync(
                new EmbeddedPostgresOptions
                {
                    DataFolder = TemporaryFolder.New(),
                    Database = "postgres",
                    SharedBuffersMegabytes = 64,
                    MaxConnections = 300,
                },
                cancellation: cancellation);
            admin = ForTests(server.ConnectionString);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>
    /// Makes an empty database whose name begins with <paramref name="name"/>, and returns how to reach it. It sorts texts as people do and
    /// not by their bytes, as the databases of most servers do: what needs the order of bytes has to ask for it.
    /// </summary>
    public async Task<string> CreateDatabaseAsync(string name, CancellationToken cancellation = default)
    {
        await StartAsync(cancellation);
        var database = DatabaseName.Unique(name);
        await ExecuteAsync($"create database {Quote(database)} template template0 locale_provider icu icu_locale 'en-US-u-ka-shifted'", cancellation);
        var connectionString = new NpgsqlConnectionStringBuilder(AdminConnectionString) { Database = database }.ConnectionString;
        databases[connectionString] = database;
        return connectionString;
    }

    /// <summary>Drops a database that <see cref="CreateDatabaseAsync"/> made, whoever is connected to it.</summary>
    public async Task DropDatabaseAsync(string connectionString, CancellationToken cancellation = default)
    {
        if (!databases.TryRemove(connectionString, out var database))
            return;

        await using (var pooled = new NpgsqlConnection(connectionString))
            NpgsqlConnection.ClearPool(pooled);
        await ExecuteAsync($"drop database if exists {Quote(database)} with (force)", cancellation);
    }

    /// <summary>Stops the server and starts it again on the same port. For a private cluster only.</summary>
    public Task RestartAsync(CancellationToken cancellation = default) => Private.RestartAsync(immediate: false, cancellation);

    /// <summary>Stops the server as a deployment does; <see cref="RestartAsync"/> starts it again. For a private cluster only.</summary>
    public Task StopAsync(CancellationToken cancellation = default) => Private.StopAsync(immediate: false, cancellation);

    /// <summary>Kills the server; <see cref="RestartAsync"/> starts it again, with recovery. For a private cluster only.</summary>
    public Task KillAsync(CancellationToken cancellation = default) => Private.KillAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.StopAsync(immediate: true);
            await server.DisposeAsync();
            await EmbeddedPostgresServer.DeleteAsync(server.DataFolder);
            return;
        }

        foreach (var connectionString in databases.Keys)
            await DropDatabaseAsync(connectionString);
    }

    private EmbeddedPostgresServer Private =>
        isPrivate && server is not null
            ? server
            : throw new InvalidOperationException("Other tests use this server too. Take one of your own with StartPrivateAsync.");

    private async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(AdminConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static string ForTests(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { IncludeErrorDetail = true, MaxPoolSize = 30 }.ConnectionString;

    private static string Quote(string name) => new NpgsqlCommandBuilder().QuoteIdentifier(name);
}
