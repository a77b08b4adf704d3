using Reo.Ingestion.Contracts;
using Reo.Metrics.Views;

namespace Reo.Host.Tests.Views;

public sealed class the_views(HostFixture fixture) : IClassFixture<HostFixture>
{
    private ReoHost Host => fixture.Host;

    [Fact]
    public async Task end_in_the_same_rows_whatever_the_order_of_the_events()
    {
        var usages = SomeUsage.All().ToList();
        await AppendAsync("forward", usages);
        await AppendAsync("backward", [.. Enumerable.Reverse(usages)]);
        await Host.ProjectedAsync();

        var forward = await ViewRows.AllAsync(fixture.Database, "forward");

        foreach (var table in ViewTables.Names)
            forward.ShouldContain(row => row.StartsWith($"{table} ", StringComparison.Ordinal));
        (await ViewRows.AllAsync(fixture.Database, "backward")).ShouldBe(forward);
    }

    [Fact]
    public async Task end_in_the_same_rows_when_they_are_rebuilt()
    {
        await AppendAsync("rebuilt", [.. SomeUsage.All()]);
        await AppendAsync("rebuilt-too", [.. SomeUsage.All().Take(30)]);
        await Host.ProjectedAsync();
        var (live, liveToo) = (await ViewRows.AllAsync(fixture.Database, "rebuilt"), await ViewRows.AllAsync(fixture.Database, "rebuilt-too"));
        await using (var spoil = fixture.Database.CreateCommand("update reports.developers set usage_count = -1"))
            await spoil.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        await ViewRows.RebuildAsync(Host);

        (await ViewRows.AllAsync(fixture.Database, "rebuilt")).ShouldBe(live);
        (await ViewRows.AllAsync(fixture.Database, "rebuilt-too")).ShouldBe(liveToo);
    }

    [Fact]
    public async Task agree_with_the_events_and_with_each_other()
    {
        var usages = SomeUsage.All().ToList();
        await AppendAsync("sums", usages);
        await Host.ProjectedAsync();
        var uses = usages.Where(usage => usage.ActivityType != ActivityTypes.CallHome).Sum(usage => usage.Count ?? 1);

        foreach (var table in new[]
        {
            "usage_by_day", "company_usage_by_day", "company_usage_by_month", "company_totals_by_day", "company_totals_by_month",
            "developer_totals_by_month", "product_usage_by_day",
        })
        {
            (await ViewRows.ReadAsync(fixture.Database, $"select sum(usage_count) || ' of ' || sum(event_count) from reports.{table} where tenant_id = $1", "sums"))
                .ShouldBe([$"{uses} of {usages.Count}"], table);
        }

        (await ViewRows.ReadAsync(fixture.Database, "select sum(bit_count(days)) from reports.active_days where tenant_id = $1", "sums"))
            .ShouldBe(await ViewRows.ReadAsync(
                fixture.Database, "select count(distinct (developer_id, day)) from reports.usage_by_day where tenant_id = $1 and developer_id <> ''", "sums"));
    }

    [Fact]
    public async Task take_the_first_and_the_last_day_that_an_event_can_have()
    {
        var first = SomeUsage.All().First() with { EventAt = DateTimeOffset.MinValue.ToUnixTimeSeconds(), UserIdType = "GITHUB", UserId = "first" };
        var last = first with { EventAt = 99_999_999_999, UserId = "last" };
        var before1970 = first with { EventAt = -1, UserId = "before" };
        await AppendAsync("days", [first, last, before1970]);
        await Host.ProjectedAsync();

        (await ViewRows.ReadAsync(fixture.Database, "select identity || ' ' || day from reports.usage_by_day where tenant_id = $1 order by day", "days"))
            .ShouldBe(["github/first 0001-01-01", "github/before 1969-12-31", "github/last 5138-11-16"]);
    }

    [Fact]
    public async Task take_texts_that_together_are_longer_than_an_index_entry()
    {
        var text = string.Concat(Enumerable.Range(0, 200).Select(i => char.ConvertFromUtf32(0x4E00 + (i * 97 % 20_000))));
        var usage = SomeUsage.All().First() with { ActivityType = text, ProductId = text, Environment = text, UserIdType = "USERNAME", UserId = text };

        await AppendAsync("long", [usage, usage]);
        await Host.ProjectedAsync();

        (await ViewRows.ReadAsync(fixture.Database, "select event_count from reports.usage_by_day where tenant_id = $1", "long")).ShouldBe(["2"]);
    }

    private Task AppendAsync(string tenantId, IReadOnlyList<UsageRecorded> usages) => SomeUsage.AppendAsync(Host, tenantId, usages);
}
