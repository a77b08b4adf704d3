using Npgsql;
using Reo.Testing;

namespace Reo.Host.Tests;

/// <summary>One host on a database of its own, for one test class.</summary>
public sealed class HostFixture(PostgresCluster cluster) : IAsyncLifetime
{
    private readonly PostgresDatabase _database = new(cluster);

    internal ReoHost Host { get; private set; } = null!;

    internal NpgsqlDataSource Database => _database.DataSource;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        Host = await ReoHost.StartAsync(_database.ConnectionString, ("SignIn:PerMinute", "100000"));
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await _database.DisposeAsync();
    }
}
