using Npgsql;
using Reo.EmbeddedPostgres.Data;
using Reo.Testing;

namespace Reo.EmbeddedPostgres.Tests;

/// <summary>A data folder that is gone after the test, and servers on it.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    public string DataFolder { get; } = TemporaryFolder.New();

    public ClusterFolder Files => new(DataFolder);

    public static EmbeddedPostgresOptions Options(string dataFolder) =>
        new() { DataFolder = dataFolder, SharedBuffersMegabytes = 16, MaxConnections = 20 };

    public Task<EmbeddedPostgresServer> StartAsync(int port = 0) =>
        EmbeddedPostgresServer.StartAsync(Options(DataFolder) with { Port = port }, cancellation: TestContext.Current.CancellationToken);

    public static async Task<object?> QueryAsync(string connectionString, string sql)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellation);
    }

    public static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
    }

    public async ValueTask DisposeAsync() => await EmbeddedPostgresServer.DeleteAsync(DataFolder);
}
