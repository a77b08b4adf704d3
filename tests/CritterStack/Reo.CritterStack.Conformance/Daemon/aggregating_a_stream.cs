using JasperFx.Events.Projections;
using Reo.Testing;

namespace Reo.CritterStack.Conformance.Daemon;

public sealed class aggregating_a_stream(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task keeps_a_document_for_each_stream_under_the_streams_tenant()
    {
        await using var host = await StartAsync("tenants");
        await host.AppendAsync("acme", "acme/1", new Opened("Ann"), new Deposited(5));
        await host.AppendAsync("globex", "globex/1", new Deposited(7));
        await host.AppendAsync("acme", "acme/1", new Deposited(1));
        await host.ProjectedAsync();

        var ann = await host.LoadAsync<Account>("acme", "acme/1");
        ann.ShouldNotBeNull();
        (ann.Id, ann.Owner, ann.Balance).ShouldBe(("acme/1", "Ann", 6));
        (await host.LoadAsync<Account>("globex", "globex/1"))?.Balance.ShouldBe(7);
        (await host.LoadAsync<Account>("globex", "acme/1")).ShouldBeNull();
    }

    [Fact]
    public async Task keeps_the_version_of_the_last_event_it_was_given()
    {
        await using var host = await StartAsync("versions");
        await host.AppendAsync("acme", "acme/1", new Noted("first"), new Deposited(5), new Deposited(5), new Noted("last"));
        await host.ProjectedAsync();

        (await host.LoadAsync<Account>("acme", "acme/1"))?.Version.ShouldBe(3);
        (await host.ScalarAsync<long>("select mt_version from versions.mt_doc_account where id = 'acme/1'")).ShouldBe(3);
    }

    [Fact]
    public async Task deletes_the_document_on_null_and_may_make_it_again()
    {
        await using var host = await StartAsync("closing");
        await host.AppendAsync("acme", "acme/1", new Deposited(1));
        await host.AppendAsync("acme", "acme/2", new Deposited(2));
        await host.AppendAsync("acme", "acme/3", new Deposited(3), new Closed(), new Deposited(4));
        await host.AppendAsync("acme", "acme/4", new Deposited(5), new Closed());
        await host.ProjectedAsync();
        await host.AppendAsync("acme", "acme/1", new Closed());
        await host.AppendAsync("acme", "acme/2", new Closed());
        await host.AppendAsync("acme", "acme/2", new Opened("Bob"));
        await host.ProjectedAsync();

        (await host.LoadAsync<Account>("acme", "acme/1")).ShouldBeNull();
        var reopened = await host.LoadAsync<Account>("acme", "acme/2");
        (reopened?.Owner, reopened?.Balance, reopened?.Version).ShouldBe(("Bob", 0, 3));
        (await host.LoadAsync<Account>("acme", "acme/3"))?.Balance.ShouldBe(4);
        (await host.LoadAsync<Account>("acme", "acme/4")).ShouldBeNull();
    }

    [Fact]
    public async Task takes_every_event_when_it_names_no_types()
    {
        await using var host = await DaemonHost.StartAsync(
            database.ConnectionString, "all_types", options => options.Projections.Add<AccountsSeen>(ProjectionLifecycle.Async));
        await host.AppendAsync("acme", "acme/1", new Opened("Ann"), new Noted("n"), new Closed());
        await host.ProjectedAsync();

        var seen = await host.LoadAsync<Sightings>("acme", "acme/1");
        (seen?.Count, seen?.Version).ShouldBe((3, 3L));
    }

    [Fact]
    public async Task inline_writes_the_document_with_the_events()
    {
        await using var host = await StartAsync("inline", ProjectionLifecycle.Inline);
        await host.AppendAsync("acme", "acme/1", new Opened("Ann"), new Deposited(5));
        await host.AppendAsync("acme", "acme/1", new Deposited(1), new Noted("n"));
        await host.AppendAsync("acme", "acme/2", new Noted("nothing of interest"));

        var ann = await host.LoadAsync<Account>("acme", "acme/1");
        (ann?.Owner, ann?.Balance).ShouldBe(("Ann", 6));
        (await host.LoadAsync<Account>("acme", "acme/2")).ShouldBeNull();
        (await host.ScalarAsync<long>("select mt_version from inline.mt_doc_account where id = 'acme/1'")).ShouldBe(4);
        (await host.ShardsAsync()).ShouldNotContain("Account:All");

        await host.AppendAsync("acme", "acme/1", new Closed());
        (await host.LoadAsync<Account>("acme", "acme/1")).ShouldBeNull();
    }

    [Fact]
    public async Task inline_writes_each_tenants_document_of_one_unit_of_work()
    {
        await using var host = await StartAsync("inline_tenants", ProjectionLifecycle.Inline);
        await using (var session = host.Store.LightweightSession("acme"))
        {
            session.Events.Append("acme/1", new Deposited(1));
            session.ForTenant("globex").Events.Append("globex/1", new Deposited(2));
            await session.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        (await host.LoadAsync<Account>("acme", "acme/1"))?.Balance.ShouldBe(1);
        (await host.LoadAsync<Account>("globex", "globex/1"))?.Balance.ShouldBe(2);
    }

    [Fact]
    public async Task inline_refuses_the_whole_commit_when_an_event_cannot_be_applied()
    {
        await using var host = await StartAsync("inline_refusal", ProjectionLifecycle.Inline);

        var refusal = await Should.ThrowAsync<JasperFx.Events.Daemon.ApplyEventException>(
            () => host.AppendAsync("acme", "acme/1", new Deposited(1), new Deposited(-1)));

        refusal.InnerException.ShouldBeOfType<InvalidOperationException>();
        refusal.Event.Data.ShouldBe(new Deposited(-1));
        (await host.ScalarAsync<long>("select count(*) from inline_refusal.mt_events")).ShouldBe(0);
    }

    [Fact]
    public async Task live_replays_the_stream()
    {
        await using var host = await StartAsync("live", ProjectionLifecycle.Live);
        await host.AppendAsync("acme", "acme/1", new Opened("Ann"), new Deposited(5), new Noted("n"));
        await host.AppendAsync("acme", "acme/2", new Deposited(5), new Closed());
        await using var session = host.Store.LightweightSession("acme");

        var ann = await session.Events.AggregateStreamAsync<Account>("acme/1", token: TestContext.Current.CancellationToken);
        var writing = await session.Events.FetchForWriting<Account>("acme/1", TestContext.Current.CancellationToken);

        (ann?.Id, ann?.Balance, ann?.Version).ShouldBe(("acme/1", 5, 3));
        (writing.Aggregate?.Balance, writing.Aggregate?.Version, writing.CurrentVersion).ShouldBe((5, 3, 3L));
        (await session.Events.AggregateStreamAsync<Account>("acme/2", token: TestContext.Current.CancellationToken)).ShouldBeNull();
        (await session.Events.AggregateStreamAsync<Account>("acme/3", token: TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    private Task<DaemonHost> StartAsync(string schema, ProjectionLifecycle lifecycle = ProjectionLifecycle.Async) =>
        DaemonHost.StartAsync(database.ConnectionString, schema, options => options.Projections.Add(new AccountProjection(), lifecycle));
}
