using JasperFx;
using JasperFx.Events.Projections;
using Marten.Events.Projections;
using Reo.Testing;

namespace Reo.CritterStack.Conformance.Daemon;

public sealed class running_a_projection(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task gives_each_tenant_of_a_page_a_call_of_its_own_with_operations_of_that_tenant()
    {
        await using var host = await StartAsync("tenants", "Journal");
        await host.Coordinator.PauseAsync();
        await host.AppendAsync("acme", "acme/1", new Deposited(1), new Noted("n"));
        await host.AppendAsync("globex", "globex/1", new Deposited(2));
        await host.AppendAsync("acme", "acme/2", new Deposited(3));

        await host.Coordinator.ResumeAsync();
        await host.ProjectedAsync();

        var lines = await host.JournalAsync("Journal");
        lines.GroupBy(line => line.Call).Select(call => (call.First().Tenant, string.Join(",", call.Select(line => line.Sequence))))
            .ShouldBe([("acme", "1,2,4"), ("globex", "3")], ignoreOrder: true);
        lines.ShouldAllBe(line => line.Tenant == (line.Sequence == 3 ? "globex" : "acme"));
    }

    [Fact]
    public async Task commits_all_calls_of_a_page_and_the_progress_in_one_transaction()
    {
        await using var host = await StartAsync("pages", "Pages", options => options.BatchSize = 4);
        await host.Coordinator.PauseAsync();
        for (var i = 0; i < 5; i++)
        {
            await host.AppendAsync("acme", $"acme/{i}", new Deposited(i));
            await host.AppendAsync("globex", $"globex/{i}", new Deposited(i));
        }

        await host.Coordinator.ResumeAsync();
        await host.ProjectedAsync();

        var pages = (await host.JournalAsync("Pages")).GroupBy(line => line.Transaction).ToList();
        pages.Select(page => string.Join(",", page.Select(line => line.Sequence).Order())).ShouldBe(["1,2,3,4", "5,6,7,8", "9,10"]);
        var progress = await host.ScalarAsync<string>("select xmin::text from pages.mt_event_progression where name = 'Pages:All'");
        progress.ShouldBe(pages[^1].Key.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task reports_its_progress_under_its_shards_name_beside_the_high_water_mark()
    {
        await using var host = await StartAsync("progress", "Progressing");
        await host.AppendAsync("acme", "acme/1", new Deposited(1), new Deposited(2));
        await host.ProjectedAsync();

        (await host.ProgressAsync("Progressing:All")).ShouldBe(2);
        (await host.ProgressAsync(ShardState.HighWaterMark)).ShouldBe(2);
        (await host.ShardsAsync()).Count.ShouldBe(2);
        host.Daemon.StatusFor("Progressing:All").ShouldBe(AgentStatus.Running);
        host.Daemon.StatusFor("Nobody:All").ShouldBe(AgentStatus.Stopped);
        host.Daemon.IsRunning.ShouldBeTrue();
        host.Daemon.HighWaterMark().ShouldBe(2);
    }

    [Fact]
    public async Task counts_events_streams_and_the_last_sequence_number()
    {
        await using var host = await StartAsync("statistics", "Counting");
        await host.AppendAsync("acme", "acme/1", new Deposited(1), new Deposited(2));
        await host.AppendAsync("globex", "globex/1", new Deposited(1));

        var statistics = await host.Store.Advanced.FetchEventStoreStatistics(token: TestContext.Current.CancellationToken);

        statistics.EventCount.ShouldBe(3);
        statistics.StreamCount.ShouldBe(2);
        statistics.EventSequenceNumber.ShouldBe(3);
    }

    [Fact]
    public async Task is_named_after_its_type_unless_it_says_otherwise()
    {
        await using var host = await DaemonHost.StartAsync(database.ConnectionString, "names", options =>
        {
            options.Projections.Add(new Journal("names"), ProjectionLifecycle.Async);
            options.Projections.Add(new AccountProjection(), ProjectionLifecycle.Async);
            options.Projections.Add(new AccountsSeen { Name = "Seen" }, ProjectionLifecycle.Async);
        });
        await host.AppendAsync("acme", "acme/1", new Deposited(1));
        await host.ProjectedAsync();

        (await host.ShardsAsync()).ShouldBe(["Account:All", "HighWaterMark", "Journal:All", "Seen:All"]);
    }

    [Fact]
    public async Task reads_only_the_event_types_it_names()
    {
        await using var host = await DaemonHost.StartAsync(
            database.ConnectionString, "types", options => options.Projections.Add((IProjection)new DepositJournal("types"), ProjectionLifecycle.Async));
        await host.AppendAsync("acme", "acme/1", new Opened("Ann"), new Deposited(1), new Noted("n"), new Deposited(2), new Noted("n"));
        await host.ProjectedAsync();

        (await host.JournalAsync("types")).Select(line => line.Sequence).ShouldBe([2, 4]);
        (await host.ProgressAsync("Deposits:All")).ShouldBe(5);
    }

    [Fact]
    public async Task goes_on_where_it_stood_after_a_pause_and_after_a_restart()
    {
        await using (var host = await StartAsync("pause", "Pausing"))
        {
            await host.AppendAsync("acme", "acme/1", new Deposited(1));
            await host.ProjectedAsync();
            await host.Coordinator.PauseAsync();
            host.Daemon.StatusFor("Pausing:All").ShouldBe(AgentStatus.Stopped);
            await host.AppendAsync("acme", "acme/1", new Deposited(2));
            (await host.ProgressAsync("Pausing:All")).ShouldBe(1);
            await host.Coordinator.ResumeAsync();
            await host.ProjectedAsync();
            await host.StopAsync();
            await host.AppendAsync("acme", "acme/1", new Deposited(3));
        }

        await using var next = await StartAsync("pause", "Pausing");
        await next.ProjectedAsync();

        (await next.JournalAsync("Pausing")).Select(line => line.Sequence).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task starts_and_stops_by_shard()
    {
        await using var host = await StartAsync("agents", "Agent");
        await host.AppendAsync("acme", "acme/1", new Deposited(1));
        await host.ProjectedAsync();

        await host.Daemon.StopAgentAsync("Agent:All");
        host.Daemon.StatusFor("Agent:All").ShouldBe(AgentStatus.Stopped);
        await host.AppendAsync("acme", "acme/1", new Deposited(2));
        await host.Daemon.StartAgentAsync("Agent:All", TestContext.Current.CancellationToken);
        await host.ProjectedAsync();

        host.Daemon.StatusFor("Agent:All").ShouldBe(AgentStatus.Running);
        (await host.JournalAsync("Agent")).Select(line => line.Sequence).ShouldBe([1, 2]);
        var unknown = await Should.ThrowAsync<ArgumentOutOfRangeException>(
            () => host.Daemon.StartAgentAsync("Nobody:All", TestContext.Current.CancellationToken));
        unknown.Message.ShouldContain("Agent:All");
    }

    [Fact]
    public async Task catches_up_on_a_daemon_that_is_not_started()
    {
        await using var host = await StartAsync("catchup", "CatchUp");
        await host.Coordinator.PauseAsync();
        await host.AppendAsync("acme", "acme/1", new Deposited(1), new Deposited(2));

        using var own = await host.Store.BuildProjectionDaemonAsync();
        await own.CatchUpAsync(TestContext.Current.CancellationToken);

        (await host.JournalAsync("CatchUp")).Count.ShouldBe(2);
        (await host.ProgressAsync("CatchUp:All")).ShouldBe(2);
    }

    [Fact]
    public async Task runs_on_a_daemon_of_ones_own()
    {
        await using var host = await StartAsync("own", "Own");
        await host.Coordinator.PauseAsync();
        using var own = await host.Store.BuildProjectionDaemonAsync();
        await own.StartAllAsync();
        await host.AppendAsync("acme", "acme/1", new Deposited(1));

        await own.WaitForNonStaleData(TimeSpan.FromSeconds(30));

        await own.StopAllAsync();
        own.StatusFor("Own:All").ShouldBe(AgentStatus.Stopped);
        (await host.JournalAsync("Own")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task needs_a_name_of_its_own() =>
        await Should.ThrowAsync<DuplicateSubscriptionNamesException>(() => DaemonHost.StartAsync(database.ConnectionString, "twins", options =>
        {
            options.Projections.Add(new Journal("a"), ProjectionLifecycle.Async, "Twin");
            options.Projections.Add(new Journal("b"), ProjectionLifecycle.Async, "Twin");
        }));

    private Task<DaemonHost> StartAsync(string schema, string name, Action<AsyncOptions>? configure = null) =>
        DaemonHost.StartAsync(
            database.ConnectionString, schema, options => options.Projections.Add(new Journal(name), ProjectionLifecycle.Async, name, configure));
}
