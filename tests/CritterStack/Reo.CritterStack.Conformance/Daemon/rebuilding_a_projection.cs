using JasperFx;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Reo.Testing;

namespace Reo.CritterStack.Conformance.Daemon;

public sealed class rebuilding_a_projection(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task empties_the_tables_registered_for_it_and_applies_all_events_again()
    {
        await using var host = await StartAsync("tables", "Tables", options => options.DeleteDataInTableOnTeardown("public.journal"));
        await host.AppendAsync("acme", "acme/1", new Deposited(1), new Deposited(2));
        await host.AppendAsync("globex", "globex/1", new Deposited(3));
        await host.ProjectedAsync();
        await host.ExecuteAsync("insert into journal(projection, seq, tenant, call) values ('Tables', 999, 'acme', 0)");

        await RebuildAsync(host, "Tables");

        (await host.JournalAsync("Tables")).Select(line => line.Sequence).ShouldBe([1, 2, 3], ignoreOrder: true);
        (await host.ProgressAsync("Tables:All")).ShouldBe(3);
    }

    [Fact]
    public async Task leaves_tables_alone_that_are_not_registered()
    {
        await using var host = await StartAsync("unregistered", "Unregistered");
        await host.AppendAsync("acme", "acme/1", new Deposited(1));
        await host.ProjectedAsync();
        await host.ExecuteAsync("update journal set seq = 1000 where projection = 'Unregistered'");

        await RebuildAsync(host, "Unregistered");

        (await host.JournalAsync("Unregistered")).Select(line => line.Sequence).Order().ShouldBe([1, 1000]);
    }

    [Fact]
    public async Task replaces_an_aggregates_documents_of_all_tenants()
    {
        await using var host = await DaemonHost.StartAsync(
            database.ConnectionString, "documents", options => options.Projections.Add(new AccountProjection(), ProjectionLifecycle.Async));
        await host.AppendAsync("acme", "acme/1", new Opened("Ann"), new Deposited(1));
        await host.AppendAsync("globex", "globex/1", new Deposited(2));
        await host.ProjectedAsync();
        await host.ExecuteAsync(
            """
            update documents.mt_doc_account set data = jsonb_set(data, '{Balance}', '99');
            insert into documents.mt_doc_account(tenant_id, id, data, mt_version) values ('initech', 'initech/1', '{"Id": "initech/1"}', 1)
            """);

        await RebuildAsync(host, "Account");

        (await host.LoadAsync<Account>("acme", "acme/1"))?.Balance.ShouldBe(1);
        (await host.LoadAsync<Account>("globex", "globex/1"))?.Balance.ShouldBe(2);
        (await host.LoadAsync<Account>("initech", "initech/1")).ShouldBeNull();
    }

    [Fact]
    public async Task deletes_documents_of_other_types_that_are_registered_for_it()
    {
        await using var host = await DaemonHost.StartAsync(database.ConnectionString, "views", options =>
        {
            options.Schema.For<Sightings>();
            options.Projections.Add(new Journal("views"), ProjectionLifecycle.Async, "Views", o =>
            {
                o.DeleteViewTypeOnTeardown<Sightings>();
                o.DeleteDataInTableOnTeardown("public.journal");
            });
        });
        await host.AppendAsync("acme", "acme/1", new Deposited(1));
        await host.ProjectedAsync();
        await using (var session = host.Store.LightweightSession("acme"))
        {
            session.Store(new Sightings { Id = "acme/1", Count = 1 });
            await session.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await RebuildAsync(host, "Views");

        (await host.LoadAsync<Sightings>("acme", "acme/1")).ShouldBeNull();
    }

    [Fact]
    public async Task works_for_an_inline_projection_which_has_no_progress()
    {
        await using var host = await DaemonHost.StartAsync(
            database.ConnectionString, "inline", options => options.Projections.Add(new AccountProjection(), ProjectionLifecycle.Inline));
        await host.AppendAsync("acme", "acme/1", new Opened("Ann"), new Deposited(1));
        await host.ExecuteAsync("delete from inline.mt_doc_account");

        await RebuildAsync(host, "Account");

        (await host.LoadAsync<Account>("acme", "acme/1"))?.Balance.ShouldBe(1);
        (await host.ProgressAsync("Account:All")).ShouldBeNull();
    }

    [Fact]
    public async Task on_the_hosts_own_daemon_leaves_the_shard_stopped()
    {
        await using var host = await StartAsync("hosted", "Hosted", options => options.DeleteDataInTableOnTeardown("public.journal"));
        await host.AppendAsync("acme", "acme/1", new Deposited(1));
        await host.ProjectedAsync();

        await host.Daemon.RebuildProjectionAsync("Hosted", TestContext.Current.CancellationToken);

        host.Daemon.StatusFor("Hosted:All").ShouldBe(AgentStatus.Stopped);
        await host.Daemon.StartAgentAsync("Hosted:All", TestContext.Current.CancellationToken);
        await host.AppendAsync("acme", "acme/1", new Deposited(1));
        await host.ProjectedAsync();
    }

    [Fact]
    public async Task refuses_a_name_that_nobody_has_and_says_which_there_are()
    {
        await using var host = await StartAsync("unknown", "Known");
        using var own = await host.Store.BuildProjectionDaemonAsync();

        var refusal = await Should.ThrowAsync<ArgumentOutOfRangeException>(
            () => own.RebuildProjectionAsync("Unknown", TestContext.Current.CancellationToken));

        refusal.ParamName.ShouldBe("projectionName");
        refusal.Message.ShouldStartWith("No registered projection matches the name 'Unknown'. Available names are 'Known'");
    }

    [Fact]
    public async Task stops_at_an_event_that_cannot_be_applied()
    {
        await using var host = await DaemonHost.StartAsync(
            database.ConnectionString, "poison", options => options.Projections.Add(new AccountProjection(), ProjectionLifecycle.Async));
        await host.AppendAsync("acme", "acme/1", new Deposited(1), new Deposited(-1));
        await host.ProjectedAsync();

        var failure = await Should.ThrowAsync<ApplyEventException>(() => RebuildAsync(host, "Account"));

        failure.Event.Sequence.ShouldBe(2);
        failure.InnerException.ShouldBeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task forgets_the_dead_letters_of_the_projection()
    {
        var strict = true;
        var journal = new Journal("Letters", events =>
        {
            if (Volatile.Read(ref strict))
                throw new ApplyEventException(events[0], new NotSupportedException("Nothing is good enough"));
        });
        await using var host = await DaemonHost.StartAsync(
            database.ConnectionString, "letters", options => options.Projections.Add(journal, ProjectionLifecycle.Async, "Letters"));
        await host.AppendAsync("acme", "acme/1", new Deposited(1));
        await host.ProjectedAsync();
        (await host.ScalarAsync<long>("select count(*) from letters.mt_doc_deadletterevent")).ShouldBe(1);

        Volatile.Write(ref strict, false);
        await RebuildAsync(host, "Letters");

        (await host.JournalAsync("Letters")).Count.ShouldBe(1);
        (await host.ScalarAsync<long>("select count(*) from letters.mt_doc_deadletterevent")).ShouldBe(0);
    }

    [Fact]
    public async Task is_not_stopped_by_the_tombstones_of_failed_commits()
    {
        await using var host = await StartAsync("tombstones", "Tombstones", options => options.DeleteDataInTableOnTeardown("public.journal"));
        await host.AppendAsync("acme", "acme/1", new Deposited(1));
        await host.ExecuteAsync(
            """
            insert into tombstones.mt_streams(tenant_id, id, version) values ('acme', 'mt_tombstone', 0);
            insert into tombstones.mt_events(seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type)
            values (nextval('tombstones.mt_events_sequence'), gen_random_uuid(), 'mt_tombstone', 2, '{}', 'tombstone', now(), 'acme', 'JasperFx.Events.Tombstone, JasperFx.Events')
            """);
        await host.AppendAsync("acme", "acme/1", new Deposited(3));
        await host.ProjectedAsync();

        await RebuildAsync(host, "Tombstones");

        // The packages show the tombstone to a projection that reads events of all types.
        (await host.JournalAsync("Tombstones")).Select(line => line.Sequence).Where(seq => seq != 2).ShouldBe([1, 3]);
        (await host.ProgressAsync("Tombstones:All")).ShouldBe(3);
    }

    [Fact]
    public async Task gives_up_after_the_time_allowed()
    {
        using var held = new SemaphoreSlim(1, 1);
        await using var host = await DaemonHost.StartAsync(database.ConnectionString, "slow", options =>
            options.Projections.Add(new Held("slow", held), ProjectionLifecycle.Async, "Slow"));
        await host.AppendAsync("acme", "acme/1", new Deposited(1));
        await host.ProjectedAsync();
        await host.Coordinator.PauseAsync();
        using var own = await host.Store.BuildProjectionDaemonAsync();
        await held.WaitAsync(TestContext.Current.CancellationToken);

        await Should.ThrowAsync<TimeoutException>(
            () => own.RebuildProjectionAsync("Slow", TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));

        held.Release();
    }

    private static async Task RebuildAsync(DaemonHost host, string projection)
    {
        await host.Coordinator.PauseAsync();
        try
        {
            using var own = await host.Store.BuildProjectionDaemonAsync();
            await own.RebuildProjectionAsync(projection, TestContext.Current.CancellationToken);
            await own.StopAllAsync();
        }
        finally
        {
            await host.Coordinator.ResumeAsync();
        }
    }

    private Task<DaemonHost> StartAsync(string schema, string name, Action<AsyncOptions>? configure = null) =>
        DaemonHost.StartAsync(
            database.ConnectionString, schema, options => options.Projections.Add(new Journal(name), ProjectionLifecycle.Async, name, configure));
}
