using Reo.Host.Tests.Ingestion;

namespace Reo.Host.Tests.Reports;

public sealed class cells_that_are_no_formulas(HostFixture fixture) : IClassFixture<HostFixture>
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+A1", "'+A1")]
    [InlineData("-A1", "'-A1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("=HYPERLINK(\"//x\",1)", "\"'=HYPERLINK(\"\"//x\"\",1)\"")]
    [InlineData("plain, with \"quotes\"", "\"plain, with \"\"quotes\"\"\"")]
    [InlineData("a=b", "a=b")]
    public async Task are_written_so_that_a_spreadsheet_shows_them(string product, string cell)
    {
        var tenantId = $"cells-{Guid.CreateVersion7():n}";
        var key = await fixture.Host.TenantAsync(tenantId, "LOGIN_ACTIVITY");
        await fixture.Host.AnswerAsync(ProductApi.Single, key, Usage.With(("product_id", product), ("event_at", 1_767_323_045)), 200);
        await fixture.Host.ProjectedAsync();

        (await fixture.Host.RowsAsync(key, "usage?group_by=product&from=2026-01-01&to=2026-01-31")).ShouldBe([$"2026-01-02,{cell},1,1"]);
    }
}
