using Microsoft.Playwright;

namespace Reo.Dashboard.Tests;

public sealed class reading_reports(Browser browser, DashboardHost host) : IClassFixture<DashboardHost>
{
    [Theory]
    [InlineData("usage", "Usage", "?group_by=company&interval=week", "turing.com")]
    [InlineData("active", "Active developers", "", "100.0%")]
    [InlineData("retention", "Retention", "", "100.0%")]
    [InlineData("funnel", "Funnel", "?steps=LOGIN_ACTIVITY,LOGIN_ACTIVITY", "LOGIN_ACTIVITY")]
    public async Task shows_a_chart_a_table_and_a_file(string report, string heading, string question, string shown)
    {
        await host.PostAsync("LOGIN_ACTIVITY", "alan@turing.com");
        await host.ProjectedAsync();
        await using var visit = await browser.VisitAsync(host.Address);
        await visit.SignInAsync(DashboardHost.AdminEmail, host.AdminPassword);

        await visit.OpenAsync($"/reports/{report}{question}", heading);

        await visit.Page.GetByRole(AriaRole.Cell, new() { Name = shown }).First.WaitForAsync();
        await visit.Page.Locator(".rz-chart .rz-series-0").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await visit.PictureAsync($"report-{report}");
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Page.GetByRole(AriaRole.Link, new() { Name = "CSV", Exact = true }).ClickAsync());
        (await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken)).Split('\n').Length.ShouldBeGreaterThan(1);
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task with_a_period_that_ends_before_it_begins_says_what_to_do()
    {
        await using var visit = await browser.VisitAsync(host.Address);
        await visit.SignInAsync(DashboardHost.AdminEmail, host.AdminPassword);

        await visit.OpenAsync("/reports/usage?from=2026-02-01&to=2026-01-01", "Usage");

        (await visit.Page.GetByRole(AriaRole.Alert).First.InnerTextAsync()).ShouldContain("Period ends before it begins");
    }
}
