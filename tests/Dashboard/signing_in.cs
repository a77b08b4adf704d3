using Microsoft.Playwright;

namespace Reo.Dashboard.Tests;

public sealed class signing_in(Browser browser, DashboardHost host) : IClassFixture<DashboardHost>
{
    [Fact]
    public async Task leads_to_the_page_that_was_wanted()
    {
        await using var visit = await browser.VisitAsync(host.Address);
        await visit.Page.GotoAsync("/settings/product-usage");
        await visit.Heading("Sign in to Reo").WaitForAsync();
        await visit.PictureAsync("sign-in");

        await visit.Page.GetByLabel("E-mail").FillAsync(DashboardHost.AdminEmail);
        await visit.Page.GetByLabel("Password").FillAsync(host.AdminPassword);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await visit.Heading("Product usage").WaitForAsync();
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task with_a_wrong_password_says_so_and_what_to_do()
    {
        await using var visit = await browser.VisitAsync(host.Address);
        await visit.Page.GotoAsync("/sign-in");
        await visit.Page.GetByLabel("E-mail").FillAsync("nobody@demo.example");
        await visit.Page.GetByLabel("Password").FillAsync("not the password");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        var alert = visit.Page.GetByRole(AriaRole.Alert);
        (await alert.InnerTextAsync()).ShouldContain("Wrong e-mail or password");
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task ends_with_signing_out()
    {
        await using var visit = await browser.VisitAsync(host.Address);
        await visit.SignInAsync(DashboardHost.AdminEmail, host.AdminPassword);
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Sign out" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await visit.Heading("Sign in to Reo").WaitForAsync();

        await visit.Page.GotoAsync("/");

        await visit.Heading("Sign in to Reo").WaitForAsync();
        visit.Complaints.ShouldBeEmpty();
    }
}
