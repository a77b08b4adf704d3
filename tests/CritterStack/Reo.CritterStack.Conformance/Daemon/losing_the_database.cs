using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Npgsql;
using Reo.Testing;

namespace Reo.CritterStack.Conformance.Daemon;

public sealed class losing_the_database
{
    [Theory]
    [InlineData(DaemonMode.Solo)]
    [InlineData(DaemonMode.HotCold)]
    public async Task the_daemon_goes_on_by_itself_when_the_server_is_back(DaemonMode mode)
    {
        await using var cluster = await PostgresCluster.StartPrivateAsync(TestContext.Current.CancellationToken);
        var database = await cluster.CreateDatabaseAsync("outage", TestContext.Current.CancellationToken);
        await using var host = await DaemonHost.StartAsync(
            database, "outage", options => options.Projections.Add(new Journal("Outage"), ProjectionLifecycle.Async, "Outage"), mode);
        await host.AppendAsync("acme", "acme/1", new Deposited(1));
        await host.ProjectedAsync();

        await cluster.KillAsync(TestContext.Current.CancellationToken);
        await Should.ThrowAsync<Exception>(() => host.AppendAsync("acme", "acme/1", new Deposited(0)));
        await cluster.RestartAsync(TestContext.Current.CancellationToken);
        NpgsqlConnection.ClearAllPools();
        await host.AppendAsync("acme", "acme/1", new Deposited(2));

        await DaemonHost.UntilAsync(async () => (await host.JournalAsync("Outage")).Count == 2);
        (await host.ScalarAsync<long>("select count(*) from outage.mt_doc_deadletterevent")).ShouldBe(0);
    }
}
