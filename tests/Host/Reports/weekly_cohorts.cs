namespace Reo.Host.Tests.Reports;

public sealed class weekly_cohorts(HostFixture fixture) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task are_followed_week_by_week()
    {
        var key = await fixture.Host.TenantAsync("cohorts");
        await fixture.Host.AppendAsync(
            "cohorts",
            ("early", "2026-01-04", "A"), ("early", "2026-01-12", "A"),
            ("ann", "2026-01-05", "A"), ("ann", "2026-01-11", "A"), ("ann", "2026-01-25", "A"),
            ("bob", "2026-01-06", "CALL HOME"), ("bob", "2026-01-12", "A"), ("bob", "2026-01-14", "A"), ("bob", "2026-01-19", "A"),
            ("cid", "2026-01-18", "A"), ("cid", "2026-01-19", "A"), ("late", "2026-01-26", "A"));
        await fixture.Host.ProjectedAsync();

        (await fixture.Host.RowsAsync(key, "retention?from=2026-01-05&to=2026-01-25")).ShouldBe(
        [
            "2026-01-05,0,2,2,1", "2026-01-05,1,2,1,0.5", "2026-01-05,2,2,2,1",
            "2026-01-12,0,1,1,1", "2026-01-12,1,1,1,1",
        ]);
    }
}
