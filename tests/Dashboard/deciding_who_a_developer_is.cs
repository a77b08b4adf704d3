using Microsoft.Playwright;

namespace Reo.Dashboard.Tests;

public sealed class deciding_who_a_developer_is(Browser browser, DashboardHost host) : IClassFixture<DashboardHost>
{
    [Fact]
    public async Task assigns_a_company_and_shows_it()
    {
        using var usage = new UsageOfSeveral(host);
        await usage.PostAsync("margaret@gmail.com", "margaret-1");
        await usage.UntilSeenAsync("/api/v1/developers?q=margaret", 1);
        await using var visit = await AdminAsync("/developers/email/margaret@gmail.com", "email/margaret@gmail.com");
        await visit.Page.GetByText("No rule found one").WaitForAsync();
        await visit.Page.GetByLabel("Domain or name").FillAsync("Apollo.example");

        await visit.Act("assign company").ClickAsync();

        await visit.SaidAsync("the views follow within seconds");
        await visit.Page.GetByText("An Admin assigned the developer").WaitForAsync();
        await usage.PostAsync("margaret@gmail.com", "margaret-2");
        await usage.UntilSeenAsync("/api/v1/companies?q=apollo", 1);
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "apollo.example" }).ClickAsync();
        await visit.Heading("apollo.example").WaitForAsync();
        await visit.Page.GetByRole(AriaRole.Row, new() { Name = "margaret@gmail.com EMAIL An Admin assigned the developer certain" }).WaitForAsync();
        await visit.Page.Locator(".reo-chart path:visible").First.WaitForAsync();
        await visit.PictureAsync("company");
        await visit.OpenAsync("/companies", "Companies");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "apollo.example" }).WaitForAsync();
        await visit.PictureAsync("companies");
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task assigns_a_domain_to_the_company_that_is_shown()
    {
        using var usage = new UsageOfSeveral(host);
        await usage.PostAsync("joan@bletchley.example", "joan-1");
        await usage.UntilSeenAsync("/api/v1/companies?q=bletchley", 1);
        await using var visit = await AdminAsync("/companies/bletchley.example", "bletchley.example");
        await visit.Page.GetByLabel("Which").FillAsync("not a domain");
        await visit.Act("assign").ClickAsync();
        await visit.SaidAsync("Not something a company can be assigned to");

        await visit.Page.GetByLabel("Which").FillAsync("hut8.example");
        await visit.Act("assign").ClickAsync();

        await visit.SaidAsync("the views follow within seconds");
        await usage.PostAsync("hugh@hut8.example", "hugh-1");
        await visit.Page.GetByRole(AriaRole.Row, new() { Name = "hugh@hut8.example EMAIL An Admin assigned the domain certain" }).WaitForAsync();
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task links_two_identities_and_undoes_it()
    {
        using var usage = new UsageOfSeveral(host);
        await usage.PostAsync("barbara@clu.example", "barbara-1");
        await usage.PostAsync("barbara@home.example", "barbara-2");
        await usage.UntilSeenAsync("/api/v1/developers?q=barbara", 2);
        await using var visit = await AdminAsync("/developers/email/barbara@clu.example", "email/barbara@clu.example");
        await visit.Page.GetByLabel("Another identity", new() { Exact = true }).FillAsync("email/Barbara@home.example");

        await visit.Act("link").ClickAsync();

        var undo = visit.Page.GetByRole(AriaRole.Button, new() { Name = "Undo the link of email/barbara@clu.example and email/barbara@home.example" });
        await undo.WaitForAsync();
        await visit.PictureAsync("developer-linked");
        await undo.ClickAsync();
        await visit.ConfirmAsync("Undo link");
        await undo.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task erases_somebody_after_asking()
    {
        using var usage = new UsageOfSeveral(host);
        await usage.PostAsync("forget@me.example", "forget-1");
        await usage.UntilSeenAsync("/api/v1/developers?q=forget", 1);
        await using var visit = await AdminAsync("/developers/email/forget@me.example", "email/forget@me.example");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Erase this developer" }).ClickAsync();
        await visit.Heading("Erase a developer").WaitForAsync();
        await visit.PictureAsync("erase-developer");

        await visit.Act("erase").ClickAsync();
        await visit.ConfirmAsync("Erase");

        await visit.Page.GetByText("Events that had personal data: 1").WaitForAsync();
        await usage.UntilSeenAsync("/api/v1/developers?q=forget", list => list["total"]!.GetValue<int>() == 0);
        await visit.OpenAsync("/developers?q=forget", "Developers");
        await visit.Page.GetByText("Nobody matches the filter").WaitForAsync();
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task is_not_for_Users()
    {
        using var usage = new UsageOfSeveral(host);
        await usage.PostAsync("edsger@eindhoven.example", "edsger-1");
        await usage.UntilSeenAsync("/api/v1/companies?q=eindhoven", 1);
        await host.MemberAsync("user@demo.example", "User");
        await using var visit = await browser.VisitAsync(host.Address);
        await visit.SignInAsync("user@demo.example", DashboardHost.MemberPassword);

        await visit.OpenAsync("/developers/email/edsger@eindhoven.example", "email/edsger@eindhoven.example");
        await visit.Page.GetByText("The domain of the e-mail address").WaitForAsync();
        await visit.Page.Locator(".reo-chart path:visible").First.WaitForAsync();
        await visit.PictureAsync("developer-user");
        (await visit.Page.Locator("main [data-act], main a[href^='/erase-developer']").CountAsync()).ShouldBe(0);
        await visit.OpenAsync("/companies/eindhoven.example", "eindhoven.example");
        (await visit.Page.Locator("main [data-act]").CountAsync()).ShouldBe(0);
        (await visit.Page.GotoAsync("/erase-developer/email/edsger@eindhoven.example"))!.Status.ShouldBe(403);
        await visit.OpenAsync("/developers", "Developers");
        (await AskAsync(visit, "PUT", "/api/v1/company-assignments", """{"kind":"email_domain","key":"eindhoven.example","company":"other.example"}""")).ShouldBe(403);
        (await AskAsync(visit, "POST", "/api/v1/identities/link", """{"first":"github/edsger","second":"email/edsger@eindhoven.example"}""")).ShouldBe(403);
        (await AskAsync(visit, "DELETE", "/api/v1/developers/email/edsger@eindhoven.example", "")).ShouldBe(403);
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task is_refused_to_an_Admin_who_became_a_User_while_the_page_was_open()
    {
        using var usage = new UsageOfSeveral(host);
        await usage.PostAsync("tony@gmail.com", "tony-1");
        await usage.UntilSeenAsync("/api/v1/developers?q=tony", 1);
        var memberId = await host.MemberAsync("former@demo.example", "Admin");
        await using var visit = await browser.VisitAsync(host.Address);
        await visit.SignInAsync("former@demo.example", DashboardHost.MemberPassword);
        await visit.OpenAsync("/erase-developer/email/tony@gmail.com", "Erase a developer");
        using var admin = await host.AdminAsync();
        await DashboardHost.AskAsync(admin, HttpMethod.Put, $"/api/v1/members/{memberId}/role", new { role = "User" });

        await visit.Act("erase").ClickAsync();
        await visit.ConfirmAsync("Erase");

        await visit.SaidAsync("Not allowed");
        await usage.UntilSeenAsync("/api/v1/developers?q=tony", 1);
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task can_be_read_in_the_dark()
    {
        using var usage = new UsageOfSeveral(host);
        await usage.PostAsync("radia@bridge.example", "radia-1");
        await usage.UntilSeenAsync("/api/v1/developers?q=radia", 1);
        await using var visit = await AdminAsync("/developers", "Developers");
        await visit.Page.Context.AddCookiesAsync([new Cookie { Name = "reo_theme", Value = "dark", Url = host.Address.ToString() }]);

        await visit.OpenAsync("/developers", "Developers");
        await visit.PictureAsync("developers-dark");
        await visit.OpenAsync("/developers/email/radia@bridge.example", "email/radia@bridge.example");
        await visit.Page.Locator(".reo-chart path:visible").First.WaitForAsync();
        await visit.PictureAsync("developer-dark");

        (await visit.Page.Locator("html").GetAttributeAsync("data-theme")).ShouldBe("dark");
        visit.Complaints.ShouldBeEmpty();
    }

    private async Task<Visit> AdminAsync(string path, string heading)
    {
        var visit = await browser.VisitAsync(host.Address);
        await visit.SignInAsync(DashboardHost.AdminEmail, host.AdminPassword);
        await visit.OpenAsync(path, heading);
        return visit;
    }

    /// <summary>As a script in the page would, with the session of whoever looks at it.</summary>
    private static Task<int> AskAsync(Visit visit, string method, string path, string body) => visit.Page.EvaluateAsync<int>(
        """
        async ([method, path, body]) => (await fetch(path, { method, headers: { 'Content-Type': 'application/json' }, body: body || undefined })).status
        """,
        new[] { method, path, body });
}
