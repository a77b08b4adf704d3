using JasperFx.Events.Daemon;
using Microsoft.Extensions.DependencyInjection;
using Reo.Metrics.Rebuilds;
using Reo.Testing;

namespace Reo.Host.Tests.Views;

public sealed class events_that_cannot_be_applied(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task become_dead_letters_and_are_taken_in_by_a_rebuild_once_they_are_mended()
    {
        await using var host = await ReoHost.StartAsync(database.ConnectionString);
        var coordinator = host.Services.GetRequiredService<IProjectionCoordinator>();
        await coordinator.PauseAsync();
        await SomeUsage.AppendAsync(host, "acme", [.. SomeUsage.All()]);
        await SomeUsage.AppendAsync(host, "globex", [.. SomeUsage.All().Take(40)]);
        await BreakAsync("acme", offset: 3, """{"EventAt": "soon"}""");
        await BreakAsync("acme", offset: 40, """{"Count": 100000000000000000000}""");
        await BreakAsync("globex", offset: 0, """{"EventAt": 10000000000000000}""");

        await coordinator.ResumeAsync();
        await host.ProjectedAsync();

        (await DeadLettersAsync(host)).ShouldBe(3);
        (await EventsInAsync("acme")).ShouldBe("98");
        (await EventsInAsync("globex")).ShouldBe("39");

        await SomeUsage.AppendAsync(host, "acme", [.. SomeUsage.All()]);
        await host.ProjectedAsync();
        (await EventsInAsync("acme")).ShouldBe("198");
        var refused = await RebuildAsync(host);
        refused.Status.ShouldBe(RebuildStatus.Failed);
        refused.Message.ShouldContain("type usage_recorded, cannot be applied: ");
        (await DeadLettersAsync(host)).ShouldBe(3);

        await ExecuteAsync("update app.mt_events set data = data -> 'Whole' where data ? 'Whole'");
        var ended = await RebuildAsync(host);

        ended.Status.ShouldBe(RebuildStatus.Completed, ended.Message);
        (await EventsInAsync("acme")).ShouldBe("200");
        (await EventsInAsync("globex")).ShouldBe("40");
        (await DeadLettersAsync(host)).ShouldBe(0);
    }

    private static async Task<long> DeadLettersAsync(ReoHost host) =>
        (await host.Services.GetRequiredService<ListProjections>().RunAsync(tenantId: null, TestContext.Current.CancellationToken)).Single().DeadLetters;

    private static async Task<Rebuild> RebuildAsync(ReoHost host)
    {
        var rebuilds = host.Services.GetRequiredService<RebuildViews>();
        var running = await rebuilds.StartAsync(new RebuildOrder(TenantId: null, AsOf: null, IsDryRun: false, "test"), TestContext.Current.CancellationToken);
        return await rebuilds.RunAsync(running, told: null, TestContext.Current.CancellationToken);
    }

    private async Task<string> EventsInAsync(string tenantId) =>
        (await ViewRows.ReadAsync(database.DataSource, "select sum(event_count) from reports.usage_by_day where tenant_id = $1", tenantId)).Single();

    private Task BreakAsync(string tenantId, int offset, string data) => ExecuteAsync(
        $"""
        update app.mt_events
        set data = data || '{data}' || jsonb_build_object('Whole', data)
        where seq_id = (select seq_id from app.mt_events where tenant_id = '{tenantId}' and type = 'usage_recorded' order by seq_id limit 1 offset {offset})
        """);

    private async Task ExecuteAsync(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
