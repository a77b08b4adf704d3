using Microsoft.Playwright;

namespace Reo.Dashboard.Tests;

public sealed class the_settings_of_a_tenant(Browser browser, DashboardHost host) : IClassFixture<DashboardHost>
{
    [Fact]
    public async Task register_rename_and_archive_products()
    {
        await using var visit = await AdminAsync("/settings/products", "Products");
        await visit.Page.GetByLabel("Product id, as it posts it").FillAsync("web");
        await visit.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Web console");
        await visit.Act("register").ClickAsync();
        await visit.Act("rename web").ClickAsync();
        await visit.Page.GetByLabel("New name").FillAsync("Console");
        await visit.PictureAsync("products");
        await visit.Act("save name").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Row, new() { Name = "web Console In use" }).WaitForAsync();

        await visit.Act("archive web").ClickAsync();
        await visit.ConfirmAsync("Archive");

        await visit.Page.GetByRole(AriaRole.Row, new() { Name = "web Console Archived" }).WaitForAsync();
        await visit.Act("use web").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Row, new() { Name = "web Console In use" }).WaitForAsync();
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task assign_companies_and_take_that_back()
    {
        await using var visit = await AdminAsync("/settings/company-rules", "Company rules");
        await visit.Page.GetByLabel("Key").FillAsync("not a domain");
        await visit.Act("assign").ClickAsync();
        await visit.SaidAsync("Not something a company can be assigned to");

        await visit.Page.GetByLabel("Key").FillAsync("Mail.Example.COM");
        await visit.Page.GetByLabel("Company, its domain or name").FillAsync("example.org");
        await visit.Act("assign").ClickAsync();

        await visit.Page.GetByRole(AriaRole.Row, new() { Name = "E-mail domain mail.example.com example.org" }).WaitForAsync();
        await visit.PictureAsync("company-rules");
        await visit.Act("remove mail.example.com").ClickAsync();
        await visit.ConfirmAsync("Remove");
        await visit.Page.GetByText("None yet").WaitForAsync();
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task show_a_personal_access_token_once()
    {
        await using var visit = await AdminAsync("/settings/me", "Your account");
        await visit.Page.GetByLabel("What it is for").FillAsync("nightly report");
        await visit.Act("create token").ClickAsync();
        var token = await visit.Page.Locator(".reo-once code").InnerTextAsync();
        await visit.PictureAsync("your-account");
        using var script = new HttpClient { BaseAddress = host.Address };
        script.DefaultRequestHeaders.Authorization = new("Bearer", token);
        (await script.GetAsync(new Uri("/api/v1/me", UriKind.Relative), TestContext.Current.CancellationToken)).IsSuccessStatusCode.ShouldBeTrue();

        await visit.OpenAsync("/settings/me", "Your account");
        (await visit.Page.ContentAsync()).ShouldNotContain(token);
        await visit.Act("revoke nightly report").ClickAsync();
        await visit.ConfirmAsync("Revoke");
        await visit.Page.GetByText("None works at the moment").WaitForAsync();

        ((int)(await script.GetAsync(new Uri("/api/v1/me", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode).ShouldBe(401);
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task change_the_password_of_the_person()
    {
        const string Next = "a few other words";
        await host.MemberAsync("grace@demo.example", "User");
        await using var visit = await browser.VisitAsync(host.Address);
        await visit.SignInAsync("grace@demo.example", DashboardHost.MemberPassword);
        await visit.OpenAsync("/settings/me", "Your account");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Change password" }).ClickAsync();
        await visit.Page.GetByLabel("Current password").FillAsync(DashboardHost.MemberPassword);
        await visit.Page.GetByLabel("New password").FillAsync("short");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Change password" }).ClickAsync();
        (await visit.Page.GetByRole(AriaRole.Alert).InnerTextAsync()).ShouldContain("Password too short");
        await visit.PictureAsync("change-password");

        await visit.Page.GetByLabel("Current password").FillAsync(DashboardHost.MemberPassword);
        await visit.Page.GetByLabel("New password").FillAsync(Next);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Change password" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Back to your account" }).ClickAsync();

        await visit.Heading("Your account").WaitForAsync();
        await using var elsewhere = await browser.VisitAsync(host.Address);
        await elsewhere.SignInAsync("grace@demo.example", Next);
        visit.Complaints.ShouldBeEmpty();
    }

    private async Task<Visit> AdminAsync(string path, string heading)
    {
        var visit = await browser.VisitAsync(host.Address);
        await visit.SignInAsync(DashboardHost.AdminEmail, host.AdminPassword);
        await visit.OpenAsync(path, heading);
        return visit;
    }
}
