using JasperFx.Events;
using JasperFx.Events.Daemon;
using Microsoft.Extensions.DependencyInjection;
using Reo.Ingestion.Contracts;
using Reo.Metrics.Developers;

namespace Reo.Host.Tests;

public sealed class projecting_developers(HostFixture fixture) : IClassFixture<HostFixture>
{
    private ReoHost Host => fixture.Host;

    [Fact]
    public async Task ends_in_the_same_rows_whatever_the_order_of_the_events()
    {
        var usages = Usages().ToList();
        await AppendAsync("forward", usages);
        await AppendAsync("backward", [.. Enumerable.Reverse(usages)]);
        await Host.ProjectedAsync();

        var forward = await RowsAsync("forward");

        forward.Count.ShouldBe(7);
        (await RowsAsync("backward")).ShouldBe(forward);
    }

    [Fact]
    public async Task ends_in_the_same_rows_when_it_is_rebuilt()
    {
        await AppendAsync("rebuilt", [.. Usages()]);
        await AppendAsync("rebuilt-too", [.. Usages().Take(30)]);
        await Host.ProjectedAsync();
        var (live, liveToo) = (await RowsAsync("rebuilt"), await RowsAsync("rebuilt-too"));
        await using (var spoil = fixture.Database.CreateCommand("update reports.developers set usage_count = -1"))
            await spoil.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var coordinator = Host.Services.GetRequiredService<IProjectionCoordinator>();
        await coordinator.PauseAsync();
        using (var daemon = await Host.Store.BuildProjectionDaemonAsync())
        {
            await daemon.RebuildProjectionAsync(DeveloperView.ProjectionName, TestContext.Current.CancellationToken);
            await daemon.StopAllAsync();
        }
        await coordinator.ResumeAsync();

        (await RowsAsync("rebuilt")).ShouldBe(live);
        (await RowsAsync("rebuilt-too")).ShouldBe(liveToo);
    }

    /// <summary>Seven developers of two types, presence and usage, times in no order.</summary>
    private static IEnumerable<UsageRecorded> Usages() =>
        from i in Enumerable.Range(0, 100)
        select new UsageRecorded
        {
            ActivityType = i % 3 == 0 ? ActivityTypes.CallHome : "LOGIN_ACTIVITY",
            Source = "PRODUCT_CLOUD",
            ProductId = "reoWebApp",
            EventAt = 1_700_000_000 + (i * 37 % 101 * 1_000),
            UserIdType = i % 7 < 4 ? "GITHUB" : "EMAIL",
            UserId = i % 7 < 4 ? $"name{i % 7}" : $"name{i % 7}@example.com",
        };

    private async Task AppendAsync(string tenantId, IReadOnlyList<UsageRecorded> usages)
    {
        foreach (var commit in usages.Chunk(9))
        {
            await using var session = Host.Store.LightweightSession(tenantId);
            foreach (var usage in commit)
                session.Events.Append($"{tenantId}/developer/{usage.UserIdType!.ToLowerInvariant()}/{usage.UserId}", new Event<UsageRecorded>(usage));
            await session.SaveChangesAsync(TestContext.Current.CancellationToken);
        }
    }

    private async Task<List<string>> RowsAsync(string tenantId)
    {
        await using var command = fixture.Database.CreateCommand(
            "select (to_jsonb(d) - 'tenant_id')::text from reports.developers d where tenant_id = $1 order by developer_id");
        command.Parameters.AddWithValue(tenantId);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            rows.Add(reader.GetString(0));
        return rows;
    }
}
