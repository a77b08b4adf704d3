using Npgsql;
using Reo.EmbeddedPostgres;

namespace Reo.Benchmarks;

/// <summary>
/// An empty database: on an embedded server of its own, or on the server that <c>--connection</c> names. Or the one in the folder that
/// <c>--folder</c> names, as it was left there.
/// </summary>
internal sealed class BenchmarkDatabase : IAsyncDisposable
{
    private readonly EmbeddedPostgresServer? _server;
    private readonly string? _folder;

    private BenchmarkDatabase(EmbeddedPostgresServer? server, string? folder, string connectionString)
    {
        _server = server;
        _folder = folder;
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    public static async Task<BenchmarkDatabase> StartAsync(string[] options)
    {
        if (options is ["--connection", var given])
            return new BenchmarkDatabase(null, folder: null, await NewDatabaseAsync(given));

        var kept = options is ["--folder", var named] ? Path.GetFullPath(named) : null;
        var folder = kept ?? Path.Combine(Path.GetTempPath(), $"reo-benchmark-{Guid.CreateVersion7():n}");
        var server = await EmbeddedPostgresServer.StartAsync(new EmbeddedPostgresOptions { DataFolder = folder });
        Console.WriteLine($"PostgreSQL {server.Version}, {server.BinariesSource}, fsync on; {Environment.ProcessorCount} processors for client and server");
        return new BenchmarkDatabase(server, kept is null ? folder : null, server.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is null)
        {
            await DropAsync(ConnectionString);
            return;
        }

        await _server.DisposeAsync();
        if (_folder is not null)
            await EmbeddedPostgresServer.DeleteAsync(_folder, CancellationToken.None);
    }

    private static async Task<string> NewDatabaseAsync(string connectionString)
    {
        var database = $"reo_benchmark_{Guid.CreateVersion7():n}";
        await ExecuteAsync(connectionString, $"create database {database}");
        return new NpgsqlConnectionStringBuilder(connectionString) { Database = database }.ConnectionString;
    }

    private static async Task DropAsync(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var database = settings.Database;
        settings.Database = "postgres";
        await ExecuteAsync(settings.ConnectionString, $"drop database {database} with (force)");
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
