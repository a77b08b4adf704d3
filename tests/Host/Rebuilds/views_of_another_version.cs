using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reo.Host.Tests.Views;
using Reo.Metrics.Rebuilds;
using Reo.Metrics.Views;
using Reo.Testing;

namespace Reo.Host.Tests.Rebuilds;

public sealed class views_of_another_version(PostgresCluster cluster) : IAsyncLifetime
{
    private const int Newer = ViewTables.Version + 1;

    private readonly PostgresDatabase _database = new(cluster);

    [Fact]
    public async Task are_built_beside_those_of_the_older_nodes_which_go_on_until_then()
    {
        await using var older = await ReoHost.StartAsync(_database.ConnectionString, ("Rebuilds:SecondsToUpgrade", "0.5"));
        await SomeUsage.AppendAsync(older, "acme", [.. SomeUsage.All()]);
        await SomeUsage.AppendAsync(older, "globex", [.. SomeUsage.All().Take(10)]);
        await older.ProjectedAsync();
        var blocker = await BlockAsync("globex");
        await using var newer = await StartNewerAsync();
        await ReoHost.EventuallyAsync(async () => (await StatusAsync(newer)).Status == "rebuilding");

        await SomeUsage.AppendAsync(newer, "acme", [.. SomeUsage.All()]);
        await ReoHost.EventuallyAsync(async () => await EventsInAsync("acme") == "200");
        (await StatusAsync(newer)).LiveVersion.ShouldBe(ViewTables.Version);
        (await StatusAsync(older)).Version.ShouldBe(ViewTables.Version);

        await ExecuteAsync("update reports.developers set usage_count = -1; drop table reports.metric_days");
        await blocker.DisposeAsync();
        await ReoHost.EventuallyAsync(async () => (await StatusAsync(newer)).LiveVersion == Newer);
        await SomeUsage.AppendAsync(older, "acme", [.. SomeUsage.All()]);
        await newer.ProjectedAsync();

        (await EventsInAsync("acme")).ShouldBe("300");
        (await VerifyAsync(newer)).ShouldBeEmpty();
        (await StatusAsync(newer)).Status.ShouldBe("current");
        (await StatusAsync(older)).Status.ShouldBe("outdated");
        await Should.ThrowAsync<OtherVersionException>(() => VerifyAsync(older));
    }

    [Fact]
    public async Task stay_as_they_are_when_an_older_node_starts_again()
    {
        await using (var newer = await StartNewerAsync())
        {
            await SomeUsage.AppendAsync(newer, "initech", [.. SomeUsage.All()]);
            await ReoHost.EventuallyAsync(async () => (await StatusAsync(newer)).LiveVersion == Newer);
            await newer.ProjectedAsync();
        }

        await using var older = await ReoHost.StartAsync(_database.ConnectionString, ("Rebuilds:SecondsToUpgrade", "0.1"));
        await SomeUsage.AppendAsync(older, "initech", [.. SomeUsage.All()]);
        (await EventsInAsync("initech")).ShouldBe("100");

        await using var newerAgain = await StartNewerAsync();
        await newerAgain.ProjectedAsync();
        (await EventsInAsync("initech")).ShouldBe("200");
        (await StatusAsync(older)).LiveVersion.ShouldBe(Newer);
    }

    public ValueTask InitializeAsync() => _database.InitializeAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private Task<ReoHost> StartNewerAsync() => ReoHost.StartAsync(
        _database.ConnectionString, services => services.AddSingleton(new ViewsVersion(Newer)), ("Rebuilds:SecondsToUpgrade", "0.5"));

    private static async Task<ProjectionStatus> StatusAsync(ReoHost host) =>
        (await host.Services.GetRequiredService<ListProjections>().RunAsync(tenantId: null, TestContext.Current.CancellationToken)).Single();

    private static async Task<IReadOnlyList<ViewDifference>> VerifyAsync(ReoHost host) =>
        (await host.Services.GetRequiredService<VerifyViews>().RunAsync(tenantId: null, (_, _) => { }, TestContext.Current.CancellationToken))!;

    private async Task<string> EventsInAsync(string tenantId) =>
        (await ViewRows.ReadAsync(_database.DataSource, "select sum(event_count) from reports.usage_by_day where tenant_id = $1", tenantId)).Single();

    /// <summary>Until it is disposed of, a rebuild cannot begin.</summary>
    private async Task<NpgsqlConnection> BlockAsync(string tenantId)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("select pg_advisory_lock(hashtext('reo views'), hashtext($1))", connection);
        command.Parameters.AddWithValue(tenantId);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
