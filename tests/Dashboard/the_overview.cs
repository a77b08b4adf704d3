using Microsoft.Playwright;

namespace Reo.Dashboard.Tests;

public sealed class the_overview(Browser browser, DashboardHost host) : IClassFixture<DashboardHost>
{
    [Fact]
    public async Task shows_how_to_post_the_first_event_and_turns_live_with_it()
    {
        await using var visit = await browser.VisitAsync(host.Address);
        await visit.SignInAsync(DashboardHost.AdminEmail, host.AdminPassword);
        await visit.AliveAsync();
        var command = visit.Page.Locator("[data-figure='curl']");
        (await command.InnerTextAsync()).ShouldNotContain(host.ApiKey);
        (await visit.Page.ContentAsync()).ShouldNotContain(host.ApiKey);
        await visit.PictureAsync("overview-empty");

        await visit.Page.Locator("[data-act='show key']").ClickAsync();
        await visit.Page.GetByText(host.ApiKey).WaitForAsync();
        await host.PostAsync("LOGIN_ACTIVITY", "ada@analytical-engine.com");
        await host.PostAsync("LOGIN_ACTIVITY", "grace@analytical-engine.com");

        await visit.Page.Locator("[data-figure='active developers']").WaitForAsync();
        await visit.Page.ReloadAsync();
        await visit.AliveAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "analytical-engine.com" }).First.WaitForAsync();
        (await visit.Page.Locator("[data-figure='active companies']").InnerTextAsync()).ShouldBe("1");
        await visit.Page.Locator(".rz-chart .rz-series-0").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await visit.Page.Locator("[data-figure='accepted']", new() { HasText = "2" }).WaitForAsync();
        await visit.PictureAsync("overview");
        visit.Complaints.ShouldBeEmpty();
    }
}
