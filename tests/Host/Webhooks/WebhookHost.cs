using Reo.Testing;

namespace Reo.Host.Tests.Webhooks;

/// <summary>A host that may post to loopback, looks at segments all the time and loses no time between retries.</summary>
public sealed class WebhookHost(PostgresCluster cluster) : IAsyncLifetime
{
    private readonly PostgresDatabase _database = new(cluster);

    internal ReoHost Host { get; private set; } = null!;

    internal Npgsql.NpgsqlDataSource Database => _database.DataSource;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        Host = await ReoHost.StartAsync(
            _database.ConnectionString,
            ("SignIn:PerMinute", "100000"),
            ("Webhooks:AllowPrivateTargets", "true"),
            ("Webhooks:WatchEvery", "00:00:00.1"),
            ("Webhooks:RetryAfter:0", "00:00:00.1"),
            ("Webhooks:RetryAfter:1", "00:00:00.1"));
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await _database.DisposeAsync();
    }
}
