using Microsoft.Extensions.DependencyInjection;
using Reo.Host.Tests.Views;
using Reo.Metrics.Rebuilds;
using Reo.Testing;

namespace Reo.Host.Tests.Rebuilds;

public sealed class rebuilding_the_views(PostgresDatabase database) : RebuildTests(database), IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task ends_in_the_rows_that_the_projection_made_and_repairs_what_was_spoilt()
    {
        await using var host = await StartAsync();
        var (live, liveToo) = (await ViewRows.AllAsync(Database.DataSource, "acme"), await ViewRows.AllAsync(Database.DataSource, "globex"));
        var liveOfCompanies = await ViewRows.AllAsync(Database.DataSource, "umbrella");
        live.Count.ShouldBeGreaterThan(20);
        (await VerifyAsync(host)).ShouldBeEmpty();
        await SpoilAsync();
        (await VerifyAsync(host)).Select(difference => difference.Table).ShouldBe(["developers", "companies"]);

        var ended = await RebuildAsync(host);

        ended.Status.ShouldBe(RebuildStatus.Completed, ended.Message);
        ended.EventsDone.ShouldBe(ended.EventsTotal);
        (await ViewRows.AllAsync(Database.DataSource, "acme")).ShouldBe(live);
        (await ViewRows.AllAsync(Database.DataSource, "globex")).ShouldBe(liveToo);
        (await ViewRows.AllAsync(Database.DataSource, "umbrella")).ShouldBe(liveOfCompanies);
        (await VerifyAsync(host)).ShouldBeEmpty();
        await GoesOnAsync(host);
        (await SchemasAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task of_one_tenant_leaves_the_others_alone()
    {
        await using var host = await StartAsync();
        var live = await ViewRows.AllAsync(Database.DataSource, "acme");
        await SpoilAsync();
        var spoilt = await ViewRows.AllAsync(Database.DataSource, "globex");

        (await RebuildAsync(host, "acme")).Status.ShouldBe(RebuildStatus.Completed);

        (await ViewRows.AllAsync(Database.DataSource, "acme")).ShouldBe(live);
        (await ViewRows.AllAsync(Database.DataSource, "globex")).ShouldBe(spoilt);
        (await RebuildAsync(host)).Status.ShouldBe(RebuildStatus.Completed);
        await GoesOnAsync(host);
    }

    [Fact]
    public async Task keeps_indexes_comments_and_who_may_read()
    {
        await using var host = await StartAsync();
        await ExecuteAsync("do $$ begin create role reader; exception when duplicate_object then null; end $$; grant select on reports.developers to reader");
        var before = await DefinitionsAsync();

        await RebuildAsync(host);

        var after = await DefinitionsAsync();
        before.Except(after).ShouldBeEmpty();
        after.Except(before).ShouldBeEmpty();
    }

    [Fact]
    public async Task takes_in_what_comes_meanwhile()
    {
        await using var host = await StartAsync();
        using var stop = new CancellationTokenSource();
        var posting = PostAsync(host, stop.Token);
        for (var i = 0; i < 5; i++)
        {
            var ended = await RebuildAsync(host, i % 2 == 0 ? null : "acme");
            ended.Status.ShouldBe(RebuildStatus.Completed, ended.Message);
        }

        await stop.CancelAsync();
        await posting;

        await host.ProjectedAsync();
        (await VerifyAsync(host)).ShouldBeEmpty();
    }

    [Fact]
    public async Task waits_for_whoever_works_on_the_same_tenant()
    {
        await using var host = await StartAsync();
        var blocker = await BlockAsync();
        var rebuilding = RebuildAsync(host, "acme");

        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        rebuilding.IsCompleted.ShouldBeFalse();
        await blocker.DisposeAsync();

        var ended = await rebuilding;
        ended.Status.ShouldBe(RebuildStatus.Completed, ended.Message);
    }

    [Fact]
    public async Task with_a_time_puts_the_views_of_then_beside_the_live_ones()
    {
        await using var host = await StartAsync();
        await host.ProjectedAsync();
        var then = await ViewRows.AllAsync(Database.DataSource, "acme");
        var time = (await ViewRows.ReadAsync(Database.DataSource, "select max(timestamp) from app.mt_events where $1 = $1", "acme")).Single();
        var asOf = DateTimeOffset.Parse($"{time}Z", System.Globalization.CultureInfo.InvariantCulture).AddSeconds(1);
        await ReoHost.EventuallyAsync(() => TimeProvider.System.GetUtcNow() > asOf);
        await SomeUsage.AppendAsync(host, "acme", [.. SomeUsage.All().Take(7)]);
        await host.ProjectedAsync();
        var live = await ViewRows.AllAsync(Database.DataSource, "acme");

        var ended = await RebuildAsync(host, asOf: asOf);

        ended.Status.ShouldBe(RebuildStatus.Completed, ended.Message);
        (await ViewRows.AllAsync(Database.DataSource, "acme")).ShouldBe(live);
        (await ViewRows.AllAsync(Database.DataSource, "acme", RebuildViews.SchemaOf(asOf))).ShouldBe(then);
        await ExecuteAsync($"drop schema {RebuildViews.SchemaOf(asOf)} cascade");
    }

    /// <summary>A part of the streams has the same developers wherever it is read, though the server sorts a-1 beside a1.</summary>
    [Fact]
    public async Task of_many_developers_misses_none()
    {
        await using var host = await StartAsync();
        await SomeUsage.AppendAsync(host, "hydra", [.. from i in Enumerable.Range(0, 120) select SomeUsage.By($"{(i % 3 == 0 ? "dev-" : "dev")}{i / 2}")]);
        await host.ProjectedAsync();
        var live = await ViewRows.AllAsync(Database.DataSource, "hydra");

        (await VerifyAsync(host)).ShouldBeEmpty();
        (await RebuildAsync(host, "hydra")).Status.ShouldBe(RebuildStatus.Completed);

        (await ViewRows.AllAsync(Database.DataSource, "hydra")).ShouldBe(live);
    }

    [Fact]
    public async Task of_nothing_is_done_at_once()
    {
        await using var host = await StartAsync();

        var ended = await RebuildAsync(host, "nobody");

        ended.Status.ShouldBe(RebuildStatus.Completed);
        ended.Message.ShouldBe("The new view is live; there are no events");
    }

    private static async Task<IReadOnlyList<ViewDifference>> VerifyAsync(ReoHost host) =>
        (await host.Services.GetRequiredService<VerifyViews>().RunAsync(tenantId: null, (_, _) => { }, TestContext.Current.CancellationToken))!;

    private static async Task PostAsync(ReoHost host, CancellationToken until)
    {
        while (!until.IsCancellationRequested)
        {
            await SomeUsage.AppendAsync(host, "acme", [.. SomeUsage.All().Take(20)]);
            await SomeUsage.AppendAsync(host, "globex", [.. SomeUsage.All().Skip(20).Take(20)]);
        }
    }

    /// <summary>The projection goes on where the rebuild left the view.</summary>
    private async Task GoesOnAsync(ReoHost host)
    {
        await SomeUsage.AppendAsync(host, "acme", [.. SomeUsage.All().Take(3)]);
        await host.ProjectedAsync();
        (await VerifyAsync(host)).ShouldBeEmpty();
        (await ViewRows.AllAsync(Database.DataSource, "acme")).ShouldNotBeEmpty();
    }

    private Task<List<string>> DefinitionsAsync() => ViewRows.ReadAsync(
        Database.DataSource,
        """
        select indexdef from pg_indexes where schemaname = 'reports' and tablename = any(array['identities', 'developers', 'companies', 'company_developers',
            'usage_by_day', 'company_usage_by_day', 'company_usage_by_month', 'company_totals_by_day', 'company_totals_by_month',
            'developer_totals_by_month', 'product_usage_by_day', 'active_days', 'metric_days']) and $1 = $1
        union all
        select format('%s.%s %s %s %s %s', relname, attname, atttypid::regtype, attnotnull, attnum, col_description(pg_class.oid, attnum))
        from pg_attribute join pg_class on pg_class.oid = attrelid where relnamespace = 'reports'::regnamespace and relkind in ('r', 'v') and attnum > 0
        union all
        select format('%s %s', relname, obj_description(oid)) from pg_class where relnamespace = 'reports'::regnamespace and relkind in ('r', 'v')
        union all
        select format('%s %s %s', table_name, grantee, privilege_type) from information_schema.role_table_grants where table_schema = 'reports'
        order by 1
        """,
        "acme");
}
