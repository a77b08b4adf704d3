using System.Diagnostics.CodeAnalysis;
using Npgsql;
using Xunit;

namespace Reo.Testing;

/// <summary>
/// An empty database for one test class: <c>IClassFixture&lt;PostgresDatabase&gt;</c>. It is named after the class and dropped after
/// its last test.
/// </summary>
public sealed class PostgresDatabase(PostgresCluster cluster) : IAsyncLifetime
{
    private NpgsqlDataSource? dataSource;

    [field: AllowNull]
    public string ConnectionString
    {
        get => field ?? throw new InvalidOperationException("The database is made in InitializeAsync.");
        private set;
    }

    /// <summary>Connections for the test's own looks into the database.</summary>
    public NpgsqlDataSource DataSource => dataSource ??= NpgsqlDataSource.Create(ConnectionString);

    public async ValueTask InitializeAsync()
    {
        var testClass = TestContext.Current.TestClass?.TestClassSimpleName ?? "test";
        ConnectionString = await cluster.CreateDatabaseAsync(testClass, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (dataSource is not null)
            await dataSource.DisposeAsync();
        await cluster.DropDatabaseAsync(ConnectionString);
    }
}
