using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reo.Host.Tests.Views;
using Reo.Metrics.Rebuilds;
using Reo.Testing;

namespace Reo.Host.Tests.Rebuilds;

public sealed class rebuilding_the_views(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task ends_in_the_rows_that_the_projection_made_and_repairs_what_was_spoilt()
    {
        await using var host = await StartAsync();
        var (live, liveToo) = (await ViewRows.AllAsync(database.DataSource, "acme"), await ViewRows.AllAsync(database.DataSource, "globex"));
        var liveOfCompanies = await ViewRows.AllAsync(database.DataSource, "umbrella");
        live.Count.ShouldBeGreaterThan(20);
        (await VerifyAsync(host)).ShouldBeEmpty();
        await SpoilAsync();
        (await VerifyAsync(host)).Select(difference => difference.Table).ShouldBe(["developers", "companies"]);

        var ended = await RebuildAsync(host);

        ended.Status.ShouldBe(RebuildStatus.Completed, ended.Message);
        ended.EventsDone.ShouldBe(ended.EventsTotal);
        (await ViewRows.AllAsync(database.DataSource, "acme")).ShouldBe(live);
        (await ViewRows.AllAsync(database.DataSource, "globex")).ShouldBe(liveToo);
        (await ViewRows.AllAsync(database.DataSource, "umbrella")).ShouldBe(liveOfCompanies);
        (await VerifyAsync(host)).ShouldBeEmpty();
        await GoesOnAsync(host);
        (await SchemasAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task of_one_tenant_leaves_the_others_alone()
    {
        await using var host = await StartAsync();
        var live = await ViewRows.AllAsync(database.DataSource, "acme");
        await SpoilAsync();
        var spoilt = await ViewRows.AllAsync(database.DataSource, "globex");

        (await RebuildAsync(host, "acme")).Status.ShouldBe(RebuildStatus.Completed);

        (await ViewRows.AllAsync(database.DataSource, "acme")).ShouldBe(live);
        (await ViewRows.AllAsync(database.DataSource, "globex")).ShouldBe(spoilt);
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
    public async Task is_cancelled_on_request_and_leaves_the_live_view_as_it_was()
    {
        await using var host = await StartAsync();
        await SpoilAsync();
        var spoilt = await ViewRows.AllAsync(database.DataSource, "acme");
        var log = host.Services.GetRequiredService<RebuildLog>();
        var views = host.Services.GetRequiredService<RebuildViews>();
        await using var blocker = await BlockAsync();
        var running = await views.StartAsync(new RebuildOrder("acme", AsOf: null, IsDryRun: false, "test"), TestContext.Current.CancellationToken);
        var second = await Should.ThrowAsync<RebuildRunningException>(() => RebuildAsync(host));
        var run = views.RunAsync(running, told: null, TestContext.Current.CancellationToken);

        await log.AskToCancelAsync(running.Rebuild.Id, "ann", TestContext.Current.CancellationToken);
        var ended = await run;

        second.RunningId.ShouldBe(running.Rebuild.Id);
        ended.Status.ShouldBe(RebuildStatus.Cancelled);
        ended.CancelledBy.ShouldBe("ann");
        (await ViewRows.AllAsync(database.DataSource, "acme")).ShouldBe(spoilt);
        await blocker.DisposeAsync();
        var after = await RebuildAsync(host);
        after.Status.ShouldBe(RebuildStatus.Completed, after.Message);
    }

    [Fact]
    public async Task names_the_event_that_cannot_be_applied()
    {
        await using var host = await StartAsync();
        await host.ProjectedAsync();
        var live = await ViewRows.AllAsync(database.DataSource, "acme");
        await ExecuteAsync(
            "update app.mt_events set data = jsonb_set(data, '{EventAt}', '\"soon\"') || jsonb_build_object('Before', data -> 'EventAt') where seq_id = (select min(seq_id) + 2 from app.mt_events where tenant_id = 'acme' and type = 'usage_recorded')");

        var ended = await RebuildAsync(host);

        var event3 = (await ViewRows.ReadAsync(database.DataSource, "select seq_id || ' of stream ''' || stream_id || '''' from app.mt_events where tenant_id = $1 and data ->> 'EventAt' = 'soon'", "acme")).Single();
        ended.Status.ShouldBe(RebuildStatus.Failed);
        ended.Message.ShouldBe($"Event {event3}, type usage_recorded, cannot be applied: invalid input syntax for type bigint: \"soon\". The live view is as it was");
        (await ViewRows.AllAsync(database.DataSource, "acme")).ShouldBe(live);
        (await SchemasAsync()).ShouldBeEmpty();
        await ExecuteAsync("update app.mt_events set data = jsonb_set(data, '{EventAt}', data -> 'Before') - 'Before' where data ->> 'EventAt' = 'soon'");
    }

    [Fact]
    public async Task of_a_process_that_was_killed_is_over_and_stands_in_nobodys_way()
    {
        await using var host = await StartAsync();
        await ExecuteAsync(
            """
            create schema reports_rebuild; create table reports_rebuild.developers (left_behind text);
            insert into metrics.rebuilds (id, projection, dry_run, status, started_by, started_at, message)
            values ('00000000-0000-0000-0000-000000000001', 'Views', false, 'running', 'test', now() - interval '1 hour', 'Reading')
            """);

        (await RebuildAsync(host)).Status.ShouldBe(RebuildStatus.Completed);

        var killed = await host.Services.GetRequiredService<RebuildLog>().FindAsync(new Guid("00000000-0000-0000-0000-000000000001"), TestContext.Current.CancellationToken);
        killed!.Status.ShouldBe(RebuildStatus.Failed);
        killed.Message.ShouldBe("The process that ran it ended; the live view is as it was");
        (await SchemasAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task with_a_time_puts_the_views_of_then_beside_the_live_ones()
    {
        await using var host = await StartAsync();
        await host.ProjectedAsync();
        var then = await ViewRows.AllAsync(database.DataSource, "acme");
        var time = (await ViewRows.ReadAsync(database.DataSource, "select max(timestamp) from app.mt_events where $1 = $1", "acme")).Single();
        var asOf = DateTimeOffset.Parse($"{time}Z", System.Globalization.CultureInfo.InvariantCulture).AddSeconds(1);
        await ReoHost.EventuallyAsync(() => TimeProvider.System.GetUtcNow() > asOf);
        await SomeUsage.AppendAsync(host, "acme", [.. SomeUsage.All().Take(7)]);
        await host.ProjectedAsync();
        var live = await ViewRows.AllAsync(database.DataSource, "acme");

        var ended = await RebuildAsync(host, asOf: asOf);

        ended.Status.ShouldBe(RebuildStatus.Completed, ended.Message);
        (await ViewRows.AllAsync(database.DataSource, "acme")).ShouldBe(live);
        (await ViewRows.AllAsync(database.DataSource, "acme", RebuildViews.SchemaOf(asOf))).ShouldBe(then);
        await ExecuteAsync($"drop schema {RebuildViews.SchemaOf(asOf)} cascade");
    }

    [Fact]
    public async Task of_nothing_is_done_at_once()
    {
        await using var host = await StartAsync();

        var ended = await RebuildAsync(host, "nobody");

        ended.Status.ShouldBe(RebuildStatus.Completed);
        ended.Message.ShouldBe("The new view is live; there are no events");
    }

    [Fact]
    public async Task over_http_is_of_the_callers_tenant_and_tells_how_far_it_is()
    {
        await using var host = await StartAsync();
        await host.TenantAsync("initech", "LOGIN_ACTIVITY");
        var (admin, user) = (await host.AdminAsync("initech"), await host.UserAsync("initech"));
        await SomeUsage.AppendAsync(host, "initech", [.. SomeUsage.All()]);
        await host.ProjectedAsync();

        await host.Alba.Scenario(request => { user(request); request.Post.Json(new { }).ToUrl("/api/v1/projections/Views/rebuilds"); request.StatusCodeShouldBe(403); });
        var accepted = await host.Alba.Scenario(request => { admin(request); request.Post.Json(new { dry_run = true }).ToUrl("/api/v1/projections/Views/rebuilds"); request.StatusCodeShouldBe(202); });
        var location = accepted.Context.Response.Headers.Location.ToString();
        var followed = await host.Alba.Scenario(request => { admin(request); request.Get.Url($"{location}/events"); request.StatusCodeShouldBe(200); });
        var states = (await followed.ReadAsTextAsync()).Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).ToArray();
        var shown = JsonNode.Parse(await (await host.Alba.Scenario(request => { admin(request); request.Get.Url(location); request.StatusCodeShouldBe(200); })).ReadAsTextAsync())!;
        var listed = JsonNode.Parse(await (await host.Alba.Scenario(request => { admin(request); request.Get.Url("/api/v1/projections"); request.StatusCodeShouldBe(200); })).ReadAsTextAsync())!;

        states[^1].ShouldContain("\"status\":\"completed\"");
        shown["status"]!.GetValue<string>().ShouldBe("completed");
        shown["message"]!.GetValue<string>().ShouldStartWith("Dry run: the live view would stay as it is; ");
        shown["tenant_id"]!.GetValue<string>().ShouldBe("initech");
        listed[0]!["last_rebuild"]!["id"]!.GetValue<string>().ShouldBe(shown["id"]!.GetValue<string>());
        listed[0]!["status"]!.GetValue<string>().ShouldBe("current");
        await host.Alba.Scenario(request => { admin(request); request.Get.Url("/api/v1/projections/Nothing/rebuilds"); request.StatusCodeShouldBe(404); });
        await host.Alba.Scenario(request => { admin(request); request.Post.Json(new { }).ToUrl("/api/v1/projections/Views/verify"); request.StatusCodeShouldBe(200); });
    }

    [Fact]
    public async Task over_http_is_refused_while_another_runs_and_can_be_cancelled()
    {
        await using var host = await StartAsync();
        await host.TenantAsync("hooli", "LOGIN_ACTIVITY");
        var admin = await host.AdminAsync("hooli");
        await SomeUsage.AppendAsync(host, "hooli", [.. SomeUsage.All()]);
        await host.ProjectedAsync();
        await using var blocker = await BlockAsync("hooli");
        var accepted = await host.Alba.Scenario(request => { admin(request); request.Post.Json(new { }).ToUrl("/api/v1/projections/Views/rebuilds"); request.StatusCodeShouldBe(202); });
        var location = accepted.Context.Response.Headers.Location.ToString();

        var refused = await host.Alba.Scenario(request => { admin(request); request.Post.Json(new { }).ToUrl("/api/v1/projections/Views/rebuilds"); request.StatusCodeShouldBe(409); });
        await host.Alba.Scenario(request => { admin(request); request.Delete.Url(location); request.StatusCodeShouldBe(202); });
        var followed = await (await host.Alba.Scenario(request => { admin(request); request.Get.Url($"{location}/events"); request.StatusCodeShouldBe(200); })).ReadAsTextAsync();
        var history = await host.Alba.Scenario(request => { admin(request); request.Get.Url("/api/v1/projections/Views/rebuilds"); request.StatusCodeShouldBe(200); });

        (await refused.ReadAsTextAsync()).ShouldContain(location.Split('/')[^1]);
        followed.ShouldContain("\"status\":\"cancelled\"");
        var ended = JsonNode.Parse(await history.ReadAsTextAsync())![0]!;
        ended["status"]!.GetValue<string>().ShouldBe("cancelled");
        ended["cancelled_by"]!.GetValue<string>().ShouldBe(ended["started_by"]!.GetValue<string>());
        ended["ended_at"].ShouldNotBeNull();
    }

    private async Task<ReoHost> StartAsync()
    {
        var host = await ReoHost.StartAsync(database.ConnectionString, ("Rebuilds:EventsPerPart", "7"));
        if ((await ViewRows.ReadAsync(database.DataSource, "select count(*) from app.mt_streams where tenant_id = $1", "acme")).Single() == "0")
        {
            await SomeUsage.AppendAsync(host, "acme", [.. SomeUsage.All()]);
            await SomeUsage.AppendAsync(host, "globex", [.. SomeUsage.All().Take(40)]);
            await SomeUsage.AppendAsync(host, "umbrella", [.. SomeUsage.All().Where(usage => usage.UserIdType == "EMAIL")]);
        }

        await host.ProjectedAsync();
        return host;
    }

    private static async Task<Rebuild> RebuildAsync(ReoHost host, string? tenantId = null, DateTimeOffset? asOf = null)
    {
        var rebuilds = host.Services.GetRequiredService<RebuildViews>();
        var running = await rebuilds.StartAsync(new RebuildOrder(tenantId, asOf, IsDryRun: false, "test"), TestContext.Current.CancellationToken);
        return await rebuilds.RunAsync(running, told: null, TestContext.Current.CancellationToken);
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
        (await ViewRows.AllAsync(database.DataSource, "acme")).ShouldNotBeEmpty();
    }

    private Task SpoilAsync() => ExecuteAsync("update reports.developers set usage_count = -1; delete from reports.companies");

    /// <summary>Until it is disposed of, a rebuild cannot read the streams to its end.</summary>
    private async Task<NpgsqlConnection> BlockAsync(string tenantId = "acme")
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("select pg_advisory_lock(hashtext('reo views'), hashtext($1))", connection);
        command.Parameters.AddWithValue(tenantId);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    private Task<List<string>> SchemasAsync() => ViewRows.ReadAsync(
        database.DataSource, "select nspname::text from pg_namespace where (nspname like 'reports_rebuild%' or nspname like 'reports_verify%') and $1 = $1", "acme");

    private Task<List<string>> DefinitionsAsync() => ViewRows.ReadAsync(
        database.DataSource,
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

    private async Task ExecuteAsync(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
