using Npgsql;
using Reo.Host.Tests.Views;
using Reo.Testing;

namespace Reo.Host.Tests.Rebuilds;

public sealed class a_process_that_is_killed_while_it_rebuilds(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task leaves_the_live_view_as_it_was_and_stands_in_nobodys_way()
    {
        await using (var host = await ReoHost.StartAsync(database.ConnectionString))
        {
            await SomeUsage.AppendAsync(host, "acme", [.. SomeUsage.All()]);
            await host.ProjectedAsync();
        }

        await ExecuteAsync("update reports.developers set usage_count = -1");
        var live = await ViewRows.AllAsync(database.DataSource, "acme");
        var beforeIt = await LockAsync("select pg_advisory_xact_lock(hashtext('reo views'), hashtext('acme'))");
        var killed = HostProcess.Start(database.ConnectionString, "projections", "rebuild");
        await ReoHost.EventuallyAsync(async () => (await ReadAsync("select id from metrics.rebuilds where status = 'running' and $1 = $1")).Count > 0);
        await using (await LockAsync("lock table app.mt_events in access exclusive mode"))
        {
            await beforeIt.DisposeAsync();
            await ReoHost.EventuallyAsync(async () => (await WaitingAsync()).Count > 0);
            await killed.DisposeAsync();
            (await SideTablesAsync()).ShouldNotBeEmpty();
            (await ViewRows.AllAsync(database.DataSource, "acme")).ShouldBe(live);
            await ReoHost.EventuallyAsync(async () => (await WaitingAsync()).Count == 0);
        }

        await using var again = HostProcess.Start(database.ConnectionString, "projections", "rebuild");

        (await again.ExitAsync()).ShouldBe(0, again.Said);
        (await ViewRows.AllAsync(database.DataSource, "acme")).ShouldNotBe(live);
        (await SideTablesAsync()).ShouldBeEmpty();
        (await ReadAsync("select status || case status when 'failed' then ': ' || message else '' end from metrics.rebuilds where $1 = $1 order by started_at"))
            .ShouldBe(["failed: The process that ran it ended; the live view is as it was", "completed"]);
    }

    /// <summary>A rebuild's first statement about raw events, which waits for them: it recognises the identities.</summary>
    private Task<List<string>> WaitingAsync() => ReadAsync(
        "select query from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like 'with named as %' and $1 = $1");

    private Task<List<string>> SideTablesAsync() =>
        ReadAsync("select table_name::text from information_schema.tables where table_schema = 'reports_rebuild' and $1 = $1");

    private Task<List<string>> ReadAsync(string sql) => ViewRows.ReadAsync(database.DataSource, sql, "acme");

    private async Task<NpgsqlConnection> LockAsync(string sql)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand($"begin; {sql}", connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
