using Microsoft.Playwright;

namespace Reo.Dashboard.Tests;

public sealed class browsing_developers(Browser browser, DashboardHost host) : IClassFixture<DashboardHost>
{
    private const string Ada = "ada@acme.example";
    private const string Grace = "grace@navy.example";
    private const string Linus = "linus@kernel.example";

    /// <summary>So that they are not in the way on the first page.</summary>
    private const long LongAgo = 1_767_225_600;

    [Fact]
    public async Task searches_filters_and_sorts_with_addresses_that_can_be_shared()
    {
        await using var visit = await AmongDevelopersAsync();
        await visit.PictureAsync("developers");
        await visit.Page.GetByLabel("Search").FillAsync("LINUS");
        await FilterAsync(visit);
        await Developer(visit, Linus).WaitForAsync();
        (await Developer(visit, Ada).CountAsync()).ShouldBe(0);
        visit.Page.Url.ShouldContain("q=LINUS");

        await visit.Page.GoBackAsync();
        await Developer(visit, Ada).WaitForAsync();
        await visit.AliveAsync();
        await visit.Page.GetByLabel("Product").SelectOptionAsync("cli");
        await FilterAsync(visit);
        await Developer(visit, Ada).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Clear" }).ClickAsync();
        await Developer(visit, Ada).WaitForAsync();
        await visit.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Uses" }).GetByRole(AriaRole.Link).ClickAsync();

        await visit.Page.Locator("tbody tr:first-child", new() { HasText = Linus }).WaitForAsync();
        await visit.Page.Locator("th[aria-sort='descending']", new() { HasText = "Uses" }).WaitForAsync();
        visit.Page.Url.ShouldContain("sort=-usage_count");
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task says_what_to_do_when_nobody_matches_or_a_filter_is_wrong()
    {
        await using var visit = await AmongDevelopersAsync();

        await visit.OpenAsync("/developers?q=nobody-is-called-so", "Developers");
        await visit.Page.GetByText("Nobody matches the filter").WaitForAsync();
        await visit.OpenAsync("/developers?from=2026-02-01&to=2026-01-01", "Developers");
        await visit.Page.GetByRole(AriaRole.Alert).GetByText("Period ends before it begins").WaitForAsync();
        await visit.OpenAsync("/developers/github/nobody-is-called-so", "github/nobody-is-called-so");
        await visit.Page.GetByRole(AriaRole.Alert).GetByText("Unknown developer").WaitForAsync();

        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task goes_from_page_to_page_and_back()
    {
        using var usage = new UsageOfSeveral(host);
        for (var i = 0; i < 53; i++)
            await usage.PostAsync($"tester{i:00}@many.example", $"many-{i}", at: LongAgo);
        await usage.UntilSeenAsync("/api/v1/developers?company=many.example", 53);
        await using var visit = await AmongDevelopersAsync();
        await visit.OpenAsync("/developers?company=many.example&sort=developer_id", "Developers");
        await visit.Page.GetByText("53 developers").WaitForAsync();

        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Next page" }).ClickAsync();
        await Developer(visit, "tester52@many.example").WaitForAsync();
        (await visit.Page.Locator("tbody tr").CountAsync()).ShouldBe(3);
        await visit.Page.GetByText("page 2").WaitForAsync();
        await visit.Page.GoBackAsync();

        await Developer(visit, "tester00@many.example").WaitForAsync();
        (await visit.Page.Locator("tbody tr").CountAsync()).ShouldBe(50);
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task shows_one_with_what_was_posted()
    {
        await using var visit = await AmongDevelopersAsync();
        await visit.OpenAsync("/developers?q=kernel", "Developers");

        await Developer(visit, Linus).ClickAsync();
        await visit.Heading($"email/{Linus}").WaitForAsync();

        await visit.Page.GetByText("The domain of the e-mail address").WaitForAsync();
        await visit.Page.Locator(".reo-chart path:visible").First.WaitForAsync();
        var events = visit.Page.Locator("section", new() { HasText = "Raw events" });
        await events.Locator("summary").First.ClickAsync();
        (await events.Locator("pre").First.InnerTextAsync()).ShouldContain("\"UserId\": \"linus@kernel.example\"");
        await visit.PictureAsync("developer");
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task exports_those_who_match_as_csv()
    {
        await using var visit = await AmongDevelopersAsync();
        await visit.OpenAsync("/developers?q=kernel", "Developers");

        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Page.GetByRole(AriaRole.Link, new() { Name = "CSV" }).ClickAsync());

        download.SuggestedFilename.ShouldBe("developers.csv");
        var lines = await File.ReadAllLinesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        lines.Length.ShouldBe(2);
        lines[0].ShouldStartWith("developer_id,user_id_type,user_id,company");
        lines[1].ShouldStartWith($"email/{Linus},EMAIL,{Linus},kernel.example");
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task saves_a_filter_as_a_segment_and_chooses_it_again()
    {
        await using var visit = await AmongDevelopersAsync();
        await visit.OpenAsync("/developers?q=navy", "Developers");
        await visit.Page.GetByText("Save this filter as a segment").ClickAsync();
        await visit.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Sailors");
        await visit.Page.GetByLabel("Shared with everybody in the tenant").CheckAsync();
        await visit.Act("save segment").ClickAsync();
        await visit.Page.Locator("[aria-current='true']", new() { HasText = "Sailors" }).WaitForAsync();
        await visit.OpenAsync("/developers", "Developers");
        await Developer(visit, Ada).WaitForAsync();

        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Sailors" }).ClickAsync();

        await Developer(visit, Ada).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await Developer(visit, Grace).WaitForAsync();
        await visit.PictureAsync("developers-segment");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Delete segment Sailors" }).ClickAsync();
        await visit.ConfirmAsync("OK");
        await visit.SaidAsync("Deleted");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Sailors" }).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        visit.Complaints.ShouldBeEmpty();
    }

    private async Task<Visit> AmongDevelopersAsync()
    {
        using var usage = new UsageOfSeveral(host);
        await usage.PostAsync(Ada, "ada-1");
        await usage.PostAsync(Grace, "grace-1", environment: "STAGING");
        for (var i = 0; i < 3; i++)
            await usage.PostAsync(Linus, $"linus-{i}", product: "cli");
        await usage.UntilSeenAsync("/api/v1/developers?product=cli", 1);
        await usage.UntilSeenAsync("/api/v1/developers/email/linus@kernel.example", shown => shown["developer"]!["usage_count"]!.GetValue<int>() == 3);

        var visit = await browser.VisitAsync(host.Address);
        await visit.SignInAsync(DashboardHost.AdminEmail, host.AdminPassword);
        await visit.OpenAsync("/developers", "Developers");
        return visit;
    }

    private static ILocator Developer(Visit visit, string email) => visit.Page.GetByRole(AriaRole.Link, new() { Name = email, Exact = true });

    private static async Task FilterAsync(Visit visit)
    {
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Filter", Exact = true }).ClickAsync();
        await visit.Page.WaitForURLAsync(url => url.Contains("/developers?", StringComparison.Ordinal));
        await visit.AliveAsync();
    }
}
