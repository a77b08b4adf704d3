using Microsoft.Playwright;

namespace Reo.Dashboard.Tests;

public sealed class configuring_a_metric(Browser browser, DashboardHost host) : IClassFixture<DashboardHost>
{
    [Fact]
    public async Task of_a_held_activity_type_takes_one_click()
    {
        await host.PostAsync("BUILD STARTED", "ada@example.com", status: 202);
        await using var visit = await browser.VisitAsync(host.Address);
        await visit.SignInAsync(DashboardHost.AdminEmail, host.AdminPassword);
        await visit.OpenAsync("/settings/product-usage", "Product usage");
        var release = visit.Page.Locator("[data-act='release BUILD STARTED']");
        await release.WaitForAsync();
        await visit.PictureAsync("product-usage");

        await release.ClickAsync();

        await visit.Page.Locator("section", new() { HasText = "Metrics" }).GetByRole(AriaRole.Cell, new() { Name = "BUILD STARTED" }).First.WaitForAsync();
        await host.PostAsync("BUILD STARTED", "ada@example.com");
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task that_is_not_possible_is_explained()
    {
        await using var visit = await browser.VisitAsync(host.Address);
        await visit.SignInAsync(DashboardHost.AdminEmail, host.AdminPassword);
        await visit.OpenAsync("/settings/product-usage", "Product usage");

        await visit.Page.GetByLabel("Activity type").FillAsync("CALL HOME");
        await visit.Page.Locator("[data-act='save metric']").ClickAsync();

        await visit.Page.GetByText("CALL HOME is always", new() { Exact = false }).First.WaitForAsync();
        await visit.Page.Locator(".rz-notification").WaitForAsync();
        visit.Complaints.ShouldBeEmpty();
    }
}
