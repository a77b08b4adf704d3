using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reo.Host.Tests.Views;
using Reo.Metrics.Rebuilds;
using Reo.Testing;

namespace Reo.Host.Tests.Rebuilds;

/// <summary>A host with usage of three tenants, and rebuilds in parts of a few events.</summary>
public abstract class RebuildTests(PostgresDatabase database)
{
    protected PostgresDatabase Database => database;

    private protected async Task<ReoHost> StartAsync()
    {
        var host = await ReoHost.StartAsync(Database.ConnectionString, ("Rebuilds:EventsPerPart", "7"));
        if ((await ViewRows.ReadAsync(Database.DataSource, "select count(*) from app.mt_streams where tenant_id = $1", "acme")).Single() == "0")
        {
            await SomeUsage.AppendAsync(host, "acme", [.. SomeUsage.All()]);
            await SomeUsage.AppendAsync(host, "globex", [.. SomeUsage.All().Take(40)]);
            await SomeUsage.AppendAsync(host, "umbrella", [.. SomeUsage.All().Where(usage => usage.UserIdType == "EMAIL")]);
        }

        await host.ProjectedAsync();
        return host;
    }

    private protected static async Task<Rebuild> RebuildAsync(ReoHost host, string? tenantId = null, DateTimeOffset? asOf = null)
    {
        var rebuilds = host.Services.GetRequiredService<RebuildViews>();
        var running = await rebuilds.StartAsync(new RebuildOrder(tenantId, asOf, IsDryRun: false, "test"), TestContext.Current.CancellationToken);
        return await rebuilds.RunAsync(running, told: null, TestContext.Current.CancellationToken);
    }

    /// <summary>Until it is disposed of, a rebuild cannot read the streams to its end.</summary>
    private protected async Task<NpgsqlConnection> BlockAsync(string tenantId = "acme")
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("select pg_advisory_lock(hashtext('reo views'), hashtext($1))", connection);
        command.Parameters.AddWithValue(tenantId);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    private protected Task SpoilAsync() => ExecuteAsync("update reports.developers set usage_count = -1; delete from reports.companies");

    private protected Task<List<string>> SchemasAsync() => ViewRows.ReadAsync(
        Database.DataSource, "select nspname::text from pg_namespace where (nspname like 'reports_rebuild%' or nspname like 'reports_verify%') and $1 = $1", "acme");

    private protected async Task ExecuteAsync(string sql)
    {
        await using var command = Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
