using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Reo.Dashboard.Tests;

public sealed partial class managing_api_keys(Browser browser, DashboardHost host) : IClassFixture<DashboardHost>
{
    private const string Page = "/settings/api-keys";

    [Fact]
    public async Task lets_an_Admin_generate_view_copy_rotate_and_revoke_one()
    {
        await using var visit = await AdminAsync();
        var before = await KeysAsync(visit);

        await visit.Act("generate").ClickAsync();
        await visit.SaidAsync("Generated");
        var made = (await KeysAsync(visit)).Except(before).ShouldHaveSingleItem();
        await visit.Act($"view {made}").ClickAsync();
        var key = await visit.Page.Locator($"[data-secret='{made}']").InnerTextAsync();
        (await AnswerToAsync(key)).ShouldBe(HttpStatusCode.OK);
        await visit.PictureAsync("api-keys");

        await visit.Act($"copy {made}").ClickAsync();
        await visit.SaidAsync("Copied");
        (await visit.Page.EvaluateAsync<string>("navigator.clipboard.readText()")).ShouldBe(key);

        await visit.Act($"rotate {made}").ClickAsync();
        await visit.Page.GetByLabel("Overlap in hours").FillAsync("1");
        await visit.Act("rotate now").ClickAsync();
        await visit.SaidAsync("Rotated");
        await visit.Page.Locator("tr", new() { HasText = made }).GetByText("Works until").First.WaitForAsync();
        (await AnswerToAsync(key)).ShouldBe(HttpStatusCode.OK);

        await visit.Act($"revoke {made}").ClickAsync();
        await visit.ConfirmAsync("Revoke");
        await visit.SaidAsync("Revoked");
        await WhenAsync(async () => await AnswerToAsync(key) == HttpStatusCode.Unauthorized);
        await visit.Act($"view {made}").WaitForAsync(new() { State = WaitForSelectorState.Detached });

        var audit = visit.Page.Locator("section", new() { HasText = "Audit" });
        foreach (var deed in new[] { "Generated", "Revealed", "Revoked" })
            await audit.Locator("tr", new() { HasText = made }).GetByText(deed).First.WaitForAsync();
        (await audit.Locator("tr", new() { HasText = made }).GetByText(DashboardHost.AdminEmail).CountAsync()).ShouldBeGreaterThan(2);
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task lets_a_User_view_and_copy_and_nothing_else()
    {
        await host.MemberAsync("user@demo.example", "User");
        await using var visit = await browser.VisitAsync(host.Address);
        await visit.SignInAsync("user@demo.example", DashboardHost.MemberPassword);
        await visit.OpenAsync(Page, "API keys");
        var keyId = host.ApiKey.Split('_')[2];

        await visit.Act($"copy {keyId}").ClickAsync();
        await visit.SaidAsync("Copied");

        (await visit.Page.EvaluateAsync<string>("navigator.clipboard.readText()")).ShouldBe(host.ApiKey);
        (await visit.Page.ContentAsync()).ShouldNotContain(host.ApiKey);
        foreach (var act in new[] { "generate", $"rotate {keyId}", $"revoke {keyId}" })
            (await visit.Act(act).CountAsync()).ShouldBe(0);
        (await visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Audit" }).CountAsync()).ShouldBe(0);
        await visit.PictureAsync("api-keys-of-a-user");

        await using var admin = await AdminAsync();
        await admin.Page.Locator("section", new() { HasText = "Audit" }).Locator("tr", new() { HasText = "user@demo.example" }).GetByText("Revealed").First.WaitForAsync();
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task shows_no_secret_before_it_is_asked_for()
    {
        await using var visit = await AdminAsync();
        var secret = host.ApiKey.Split('_')[3];

        var html = await (await visit.Page.APIRequest.GetAsync(Page)).TextAsync();
        html.ShouldContain(host.ApiKey.Split('_')[2]);
        html.ShouldNotContain(secret);
        foreach (Match carried in CarriedOver.Matches(html))
            System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(carried.Groups["state"].Value)).ShouldNotContain(secret);
        (await visit.Page.ContentAsync()).ShouldNotContain(secret);

        await visit.Act($"view {host.ApiKey.Split('_')[2]}").ClickAsync();
        await visit.Page.GetByText(host.ApiKey).WaitForAsync();
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task is_refused_to_an_Admin_who_became_a_User_while_the_page_was_open()
    {
        var memberId = await host.MemberAsync("former@demo.example", "Admin");
        await using var visit = await browser.VisitAsync(host.Address);
        await visit.SignInAsync("former@demo.example", DashboardHost.MemberPassword);
        await visit.OpenAsync(Page, "API keys");
        var before = await KeysAsync(visit);
        using var admin = await host.AdminAsync();
        await DashboardHost.AskAsync(admin, HttpMethod.Put, $"/api/v1/members/{memberId}/role", new { role = "User" });

        await visit.Act("generate").ClickAsync();

        await visit.SaidAsync("Not allowed");
        await visit.OpenAsync(Page, "API keys");
        (await KeysAsync(visit)).ShouldBe(before);
        (await visit.Act("generate").CountAsync()).ShouldBe(0);
        visit.Complaints.ShouldBeEmpty();
    }

    private async Task<Visit> AdminAsync()
    {
        var visit = await browser.VisitAsync(host.Address);
        await visit.SignInAsync(DashboardHost.AdminEmail, host.AdminPassword);
        await visit.OpenAsync(Page, "API keys");
        return visit;
    }

    private static async Task<IReadOnlyList<string>> KeysAsync(Visit visit) =>
        [.. (await visit.Page.Locator("section", new() { HasText = "Product Usage API" }).Locator("tbody td:first-child code").AllInnerTextsAsync())
            .Select(masked => masked.Split('_')[2])];

    private async Task<HttpStatusCode> AnswerToAsync(string key)
    {
        using var product = new HttpClient { BaseAddress = host.Address };
        product.DefaultRequestHeaders.Add("X-API-KEY", key);
        using var answer = await product.GetAsync(new Uri("/api/v1/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static async Task WhenAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
    }

    [GeneratedRegex("<!--Blazor-Server-Component-State:(?<state>[A-Za-z0-9+/=]+)-->", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CarriedOver { get; }
}
