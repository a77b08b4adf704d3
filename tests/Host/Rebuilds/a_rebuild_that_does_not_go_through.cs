using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reo.Host.Tests.Views;
using Reo.Metrics.Rebuilds;
using Reo.Testing;

namespace Reo.Host.Tests.Rebuilds;

public sealed class a_rebuild_that_does_not_go_through(PostgresDatabase database) : RebuildTests(database), IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task because_it_was_cancelled_leaves_the_live_view_as_it_was()
    {
        await using var host = await StartAsync();
        await SpoilAsync();
        var spoilt = await ViewRows.AllAsync(Database.DataSource, "acme");
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
        (await ViewRows.AllAsync(Database.DataSource, "acme")).ShouldBe(spoilt);
        await blocker.DisposeAsync();
        var after = await RebuildAsync(host);
        after.Status.ShouldBe(RebuildStatus.Completed, after.Message);
    }

    [Fact]
    public async Task because_an_event_cannot_be_applied_names_it()
    {
        await using var host = await StartAsync();
        await host.ProjectedAsync();
        var live = await ViewRows.AllAsync(Database.DataSource, "acme");
        await ExecuteAsync(
            "update app.mt_events set data = jsonb_set(data, '{EventAt}', '\"soon\"') || jsonb_build_object('Before', data -> 'EventAt') where seq_id = (select min(seq_id) + 2 from app.mt_events where tenant_id = 'acme' and type = 'usage_recorded')");

        var ended = await RebuildAsync(host);

        var event3 = (await ViewRows.ReadAsync(Database.DataSource, "select seq_id || ' of stream ''' || stream_id || '''' from app.mt_events where tenant_id = $1 and data ->> 'EventAt' = 'soon'", "acme")).Single();
        ended.Status.ShouldBe(RebuildStatus.Failed);
        ended.Message.ShouldBe($"Event {event3}, type usage_recorded, cannot be applied: invalid input syntax for type bigint: \"soon\". The live view is as it was");
        (await ViewRows.AllAsync(Database.DataSource, "acme")).ShouldBe(live);
        (await SchemasAsync()).ShouldBeEmpty();
        await ExecuteAsync("update app.mt_events set data = jsonb_set(data, '{EventAt}', data -> 'Before') - 'Before' where data ->> 'EventAt' = 'soon'");
    }

    [Fact]
    public async Task because_the_server_ended_its_session_says_so()
    {
        await using var host = await StartAsync();
        var live = await ViewRows.AllAsync(Database.DataSource, "acme");
        var views = host.Services.GetRequiredService<RebuildViews>();
        await using var blocker = await Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var blocking = await blocker.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var block = new NpgsqlCommand("lock table metrics.linked_identities in access exclusive mode", blocker, blocking);
        await block.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var running = await views.StartAsync(new RebuildOrder("acme", AsOf: null, IsDryRun: false, "test"), TestContext.Current.CancellationToken);
        var run = views.RunAsync(running, told: null, TestContext.Current.CancellationToken);

        await ReoHost.EventuallyAsync(async () =>
        {
            await ExecuteAsync("select pg_terminate_backend(pid) from pg_locks where not granted and relation = 'metrics.linked_identities'::regclass");
            return run.IsCompleted;
        });
        var ended = await run;

        ended.Status.ShouldBe(RebuildStatus.Failed);
        ended.Message.ShouldEndWith(". The live view is as it was");
        (await ViewRows.AllAsync(Database.DataSource, "acme")).ShouldBe(live);
    }

    [Fact]
    public async Task because_its_process_was_killed_is_over_and_stands_in_nobodys_way()
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
}
