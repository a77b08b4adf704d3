using Microsoft.Playwright;

namespace Reo.Dashboard.Tests;

public sealed class inviting_members(Browser browser, DashboardHost host) : IClassFixture<DashboardHost>
{
    [Fact]
    public async Task gives_a_link_that_somebody_joins_and_signs_in_with()
    {
        await using var visit = await AdminAsync();
        await visit.Page.GetByLabel("E-mail").FillAsync("ada@demo.example");
        await visit.Act("invite").ClickAsync();
        var link = await visit.Page.Locator(".reo-once code").InnerTextAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Copy the one-time link" }).ClickAsync();
        await visit.Page.GetByText("Copied").WaitForAsync();
        (await visit.Page.EvaluateAsync<string>("navigator.clipboard.readText()")).ShouldBe(link);
        await visit.PictureAsync("members");

        await using var ada = await browser.VisitAsync(host.Address);
        await ada.Page.GotoAsync(link);
        await ada.Page.GetByLabel("Password").FillAsync(DashboardHost.MemberPassword);
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await ada.Heading("Done").WaitForAsync();
        await ada.SignInAsync("ada@demo.example", DashboardHost.MemberPassword);
        await ada.OpenAsync("/settings/members", "Members");

        await ada.Page.GetByText("ada@demo.example (you)").WaitForAsync();
        (await ada.Act("invite").CountAsync()).ShouldBe(0);
        await visit.OpenAsync("/settings/members", "Members");
        await visit.Page.GetByRole(AriaRole.Row, new() { Name = "ada@demo.example User Joined" }).WaitForAsync();
        (await visit.Page.ContentAsync()).ShouldNotContain(link[(link.IndexOf('#', StringComparison.Ordinal) + 1)..]);

        await visit.Act("role ada@demo.example").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Row, new() { Name = "ada@demo.example Admin Joined" }).WaitForAsync();
        await visit.Act("remove ada@demo.example").ClickAsync();
        await visit.ConfirmAsync("Remove");
        await visit.Act("remove ada@demo.example").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        ada.Complaints.ShouldBeEmpty();
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task leaves_the_tenant_an_Admin()
    {
        await using var visit = await AdminAsync();

        await visit.Act($"role {DashboardHost.AdminEmail}").ClickAsync();

        await visit.SaidAsync("Make another member Admin first");
        visit.Complaints.ShouldBeEmpty();
    }

    private async Task<Visit> AdminAsync()
    {
        var visit = await browser.VisitAsync(host.Address);
        await visit.SignInAsync(DashboardHost.AdminEmail, host.AdminPassword);
        await visit.OpenAsync("/settings/members", "Members");
        return visit;
    }
}
