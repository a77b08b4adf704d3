using System.Text.Json.Nodes;
using Alba;
using Reo.Host.Tests.Plan;
using Reo.Host.Tests.Views;

namespace Reo.Host.Tests.Identities;

public sealed class linking_identities(HostFixture fixture) : IClassFixture<HostFixture>
{
    private const string Ann = "email/ann@acme.co.uk";

    private ReoHost Host => fixture.Host;

    [Fact]
    public async Task makes_all_past_and_coming_usage_one_developers()
    {
        var key = await UsageAsync("linked");

        await LinkAsync(key, "email/Ann@ACME.co.uk ", "github/https://github.com/Ann/");
        await PostAsync(key, "GITHUB", "ann");
        await Host.ProjectedAsync();

        (await DevelopersAsync(key)).ShouldBe([$"{Ann} 4 of acme.co.uk", "github/bob 1 of "]);
        var ann = await Host.GetAsync(PlanRequests.WithKey(key), "/api/v1/developers/github/ann").JsonAsync();
        ann["developer"]!["developer_id"]!.GetValue<string>().ShouldBe(Ann);
        ann["developer"]!["identities"]!.ToJsonString().ShouldBe($"""["{Ann}","github/ann"]""");
        (await ViewRows.ReadAsync(fixture.Database, "select usage_count from reports.companies where tenant_id = $1", "linked")).ShouldBe(["4"]);
    }

    [Fact]
    public async Task is_undone_without_a_trace_in_the_views()
    {
        var key = await UsageAsync("undone");
        var before = await ViewRows.AllAsync(fixture.Database, "undone");

        await LinkAsync(key, Ann, "github/ann");
        await Host.ProjectedAsync();
        (await ViewRows.AllAsync(fixture.Database, "undone")).ShouldNotBe(before);
        await UnlinkAsync(key, "github/ann", Ann);
        await Host.ProjectedAsync();

        (await ViewRows.AllAsync(fixture.Database, "undone")).ShouldBe(before);
    }

    [Fact]
    public async Task ends_in_the_same_rows_when_the_views_are_rebuilt()
    {
        var key = await UsageAsync("links-rebuilt");
        await LinkAsync(key, Ann, "github/ann");
        await LinkAsync(key, "github/bob", "github/ann");
        await LinkAsync(key, "github/bob", "username/never seen");
        await UnlinkAsync(key, Ann, "github/ann");
        await PostAsync(key, "EMAIL", "ann@acme.co.uk");
        await Host.ProjectedAsync();
        var live = await ViewRows.AllAsync(fixture.Database, "links-rebuilt");
        live.ShouldContain(row => row.StartsWith("identities ", StringComparison.Ordinal) && row.Contains("never seen", StringComparison.Ordinal));

        await ViewRows.RebuildAsync(Host);

        (await ViewRows.AllAsync(fixture.Database, "links-rebuilt")).ShouldBe(live);
        (await DevelopersAsync(key)).ShouldBe([$"{Ann} 3 of acme.co.uk", "github/ann 2 of "]);
    }

    [Fact]
    public async Task holds_for_all_that_are_linked_with_each_other_until_the_chain_breaks()
    {
        var key = await UsageAsync("chain");
        await LinkAsync(key, Ann, "github/ann");
        await LinkAsync(key, "github/ann", "github/bob");
        await Host.ProjectedAsync();
        (await DevelopersAsync(key)).ShouldBe([$"{Ann} 4 of acme.co.uk"]);

        await UnlinkAsync(key, Ann, "github/ann");
        await Host.ProjectedAsync();

        (await DevelopersAsync(key)).ShouldBe([$"{Ann} 2 of acme.co.uk", "github/ann 2 of "]);
    }

    [Fact]
    public async Task takes_the_company_of_an_identity_that_never_used_anything()
    {
        var key = await UsageAsync("never");

        await LinkAsync(key, "github/bob", "email/bob@initech.example");
        await Host.ProjectedAsync();

        (await DevelopersAsync(key)).ShouldContain("email/bob@initech.example 1 of initech.example");
    }

    [Fact]
    public async Task twice_or_when_there_is_no_link_changes_nothing()
    {
        var key = await UsageAsync("twice-linked");

        await UnlinkAsync(key, Ann, "github/ann");
        await LinkAsync(key, Ann, "github/ann");
        await LinkAsync(key, "github/ann", Ann);

        (await ViewRows.ReadAsync(fixture.Database, "select type from app.mt_events where tenant_id = $1 and type like 'identities%'", "twice-linked"))
            .ShouldBe(["identities_linked"]);
    }

    [Fact]
    public async Task is_for_admins_and_api_keys()
    {
        await Host.TenantAsync("who-links");

        await PostLinkAsync(await Host.UserAsync("who-links"), "link", Ann, "github/ann", 403);
        var answer = await PostLinkAsync(await Host.AdminAsync("who-links"), "link", "github/Ann", Ann, 200);

        JsonNode.Parse(await answer.ReadAsTextAsync())!.ToJsonString().ShouldBe($$"""{"first":"{{Ann}}","second":"github/ann","linked":true}""");
    }

    [Theory]
    [InlineData("github/ann", "github/Ann")]
    [InlineData("ann", "github/ann")]
    [InlineData("", "github/ann")]
    [InlineData("erased/0123", "github/ann")]
    [InlineData("github/ann@example.com", "github/ann")]
    public async Task takes_two_different_identities(string first, string second)
    {
        var key = await Host.TenantAsync("not-two");

        (await PostLinkAsync(PlanRequests.WithKey(key), "link", first, second, 400)).Context.Response.ContentType.ShouldBe("application/problem+json");
    }

    private async Task<string> UsageAsync(string tenantId)
    {
        var key = await Host.TenantAsync(tenantId, "LOGIN_ACTIVITY");
        await PostAsync(key, "EMAIL", "ann@acme.co.uk");
        await PostAsync(key, "EMAIL", "ann@acme.co.uk", "CLI");
        await PostAsync(key, "GITHUB", "ann");
        await PostAsync(key, "GITHUB", "bob");
        await Host.ProjectedAsync();
        return key;
    }

    private Task<IScenarioResult> PostAsync(string key, string type, string user, string product = "web") => Host.PostAsync(
        key, Usage.With(("user_id", user), ("user_id_type", type), ("event_id", null), ("product_id", product)), 200);

    private Task<IScenarioResult> LinkAsync(string key, string first, string second) => PostLinkAsync(PlanRequests.WithKey(key), "link", first, second, 200);

    private Task<IScenarioResult> UnlinkAsync(string key, string first, string second) => PostLinkAsync(PlanRequests.WithKey(key), "unlink", first, second, 200);

    private Task<IScenarioResult> PostLinkAsync(Action<Scenario> caller, string action, string first, string second, int status) => Host.Alba.Scenario(request =>
    {
        request.Post.Json(new { first, second }).ToUrl($"/api/v1/identities/{action}");
        caller(request);
        request.StatusCodeShouldBe(status);
    });

    private async Task<List<string>> DevelopersAsync(string key) =>
        [.. (await Host.GetAsync(PlanRequests.WithKey(key), "/api/v1/developers?sort=developer_id").JsonAsync())["developers"]!.AsArray()
            .Select(developer => $"{developer!["developer_id"]} {developer["usage_count"]} of {developer["company"]?["company"]}")];
}
