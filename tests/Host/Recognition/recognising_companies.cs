using System.Text.Json.Nodes;
using Alba;
using Reo.Host.Tests.Plan;
using Reo.Host.Tests.Views;

namespace Reo.Host.Tests.Recognition;

public sealed class recognising_companies(HostFixture fixture) : IClassFixture<HostFixture>
{
    private ReoHost Host => fixture.Host;

    [Theory]
    [InlineData("ann@acme.com", "acme.com")]
    [InlineData("ann@mail.eu.acme.co.uk", "acme.co.uk")]
    [InlineData("ann@acme.internal", "acme.internal")]
    [InlineData("ann@a.b.kobe.jp", "a.b.kobe.jp")]
    [InlineData("ann@x.city.kobe.jp", "city.kobe.jp")]
    [InlineData("ann@city.kobe.jp", "city.kobe.jp")]
    [InlineData("ann@c.kobe.jp", null)]
    [InlineData("ann@acme.公司.cn", "acme.xn--55qx5d.cn")]
    [InlineData("ann@acme.github.io", "acme.github.io")]
    [InlineData("ann@gmail.com", null)]
    [InlineData("ann@mailinator.com", null)]
    [InlineData("ann@sub.mailinator.com", null)]
    [InlineData("ann@co.uk", null)]
    [InlineData("ann@localhost", null)]
    public async Task by_the_registrable_domain_of_the_email(string email, string? company)
    {
        var key = await TenantAsync($"mail-{Math.Abs(string.GetHashCode(email, StringComparison.Ordinal))}");

        await PostAsync(key, "EMAIL", email);

        (await CompaniesAsync(key)).ShouldBe([company is null ? "" : $"{company} by email_domain, high"]);
    }

    [Fact]
    public async Task by_the_first_rule_that_matches()
    {
        var key = await TenantAsync("order");
        var tenant = (Key: key, Admin: await Host.AdminAsync("order"));
        await ImportAsync("198.51.100.0,198.51.100.255,64500,Transit Inc", "203.0.113.0,203.0.113.255,64501,\"Initech, LLC\"");
        const string user = "ann@acme.com";

        (await AfterAsync("GITHUB", "a", ("ip_addr", "203.0.113.9"))).ShouldBe("Initech, LLC by address_organization, low");
        await AssignAsync(tenant.Admin, "ip_range", "203.0.113.99/26", "range.example");
        (await AfterAsync("GITHUB", "b", ("ip_addr", "203.0.113.65"))).ShouldBe("range.example by assigned_address_range, medium");
        (await AfterAsync("GITHUB", "c", ("ip_addr", "203.0.113.130"))).ShouldBe("Initech, LLC by address_organization, low");
        (await AfterAsync("EMAIL", user, ("ip_addr", "203.0.113.65"))).ShouldBe("acme.com by email_domain, high");
        await AssignAsync(tenant.Admin, "linkedin_company", "https://www.linkedin.com/company/Umbrella/", "umbrella.example");
        (await AfterAsync("EMAIL", "bob@acme.com", ("meta", new JsonObject { ["linkedin_company"] = "linkedin.com/company/umbrella?x" })))
            .ShouldBe("umbrella.example by assigned_linkedin_company, certain");
        await AssignAsync(tenant.Admin, "github_owner", "github.com/OCTO", "octo.example");
        (await AfterAsync("GITHUB", "octo", ("ip_addr", "203.0.113.65"))).ShouldBe("octo.example by assigned_github_owner, certain");
        (await AfterAsync("EMAIL", "cleo@acme.com", ("meta", new JsonObject { ["github_owner"] = "https://github.com/octo/repository" })))
            .ShouldBe("octo.example by assigned_github_owner, certain");
        (await AfterAsync("EMAIL", "dan@acme.com", ("meta", new JsonObject { ["github_owner"] = "@Octo" })))
            .ShouldBe("octo.example by assigned_github_owner, certain");
        await AssignAsync(tenant.Admin, "email_domain", "acme.com", "holding.example");
        await AssignAsync(tenant.Admin, "email_domain", "labs.acme.com", "labs.example");
        (await AfterAsync("EMAIL", "eve@eu.acme.com", ("ip_addr", null))).ShouldBe("holding.example by assigned_domain, certain");
        (await AfterAsync("EMAIL", "eve@x.labs.acme.com", ("ip_addr", null))).ShouldBe("labs.example by assigned_domain, certain");
        await AssignAsync(tenant.Admin, "developer", "email/Fay@acme.com", "Fay & Sons");
        (await AfterAsync("EMAIL", "fay@acme.com", ("ip_addr", "203.0.113.65"))).ShouldBe("Fay & Sons by assigned_developer, certain");

        async Task<string> AfterAsync(string type, string id, (string, JsonNode?) more)
        {
            await PostAsync(tenant.Key, type, id, more);
            var developer = await Host.GetAsync(PlanRequests.WithKey(tenant.Key), $"/api/v1/developers/{type.ToLowerInvariant()}/{id}").JsonAsync();
            return Company(developer["developer"]!);
        }
    }

    [Fact]
    public async Task of_telemetry_by_its_domain()
    {
        var key = await TenantAsync("telemetry");
        await AssignAsync(await Host.AdminAsync("telemetry"), "email_domain", "initech.example", "initech.com");

        foreach (var (domain, id) in new[] { ("ci.acme.co.uk", "1"), ("gmail.com", "2"), ("build.initech.example", "3") })
        {
            await Host.PostAsync(
                key, $$$"""{"payload":{"activity_type":"LOGIN_ACTIVITY","source":"TELEMETRY","domain":"{{{domain}}}","ip_addr":"192.0.2.1","event_id":"{{{id}}}","event_at":639303296,"product_id":"web"}}""", 200);
        }

        await Host.ProjectedAsync();

        (await ViewRows.ReadAsync(fixture.Database, "select company from reports.usage_by_day where tenant_id = $1 order by 1", "telemetry"))
            .ShouldBe(["", "acme.co.uk", "initech.com"]);
    }

    [Fact]
    public async Task follows_a_changed_rule_from_then_on_and_a_rebuild_everywhere()
    {
        var key = await TenantAsync("changed");
        var admin = await Host.AdminAsync("changed");
        await PostAsync(key, "EMAIL", "ann@acme.com", ("product_id", "before"));

        await AssignAsync(admin, "email_domain", "acme.com", "holding.example");
        await PostAsync(key, "EMAIL", "ann@acme.com", ("product_id", "after"));

        (await UsageAsync("changed")).ShouldBe(["after holding.example", "before acme.com"]);
        (await CompaniesAsync(key)).ShouldBe(["holding.example by assigned_domain, certain"]);
        await ViewRows.RebuildAsync(Host);
        (await UsageAsync("changed")).ShouldBe(["after holding.example", "before holding.example"]);

        await Host.DeleteAsync(admin, "/api/v1/company-assignments?kind=email_domain&key=ACME.com", 204);
        await Host.DeleteAsync(admin, "/api/v1/company-assignments?kind=email_domain&key=ACME.com", 404);
        await Host.ProjectedAsync();
        (await CompaniesAsync(key)).ShouldBe(["acme.com by email_domain, high"]);
        (await UsageAsync("changed")).ShouldBe(["after holding.example", "before holding.example"]);
        await ViewRows.RebuildAsync(Host);
        (await UsageAsync("changed")).ShouldBe(["after acme.com", "before acme.com"]);
    }

    [Fact]
    public async Task takes_the_latest_company_of_a_developer_who_moves()
    {
        var key = await TenantAsync("moving");
        await AssignAsync(await Host.AdminAsync("moving"), "ip_range", "192.0.2.0/25", "first.example");
        await AssignAsync(await Host.AdminAsync("moving"), "ip_range", "192.0.2.128/25", "second.example");

        await PostAsync(key, "GITHUB", "ann", ("ip_addr", "192.0.2.200"), ("event_at", 2_000_000));
        await PostAsync(key, "GITHUB", "ann", ("ip_addr", "192.0.2.1"), ("event_at", 1_000_000));

        (await CompaniesAsync(key)).ShouldBe(["second.example by assigned_address_range, medium"]);
    }

    [Fact]
    public async Task is_listed_for_the_tenant_alone_and_said_by_admins_alone()
    {
        var key = await TenantAsync("lists");
        var other = await TenantAsync("lists-not");
        await AssignAsync(await Host.AdminAsync("lists"), "github_owner", "octo", "octo.example");
        await AssignAsync(await Host.AdminAsync("lists"), "ip_range", "192.0.2.7", "range.example");
        await Host.ProjectedAsync();

        var list = await Host.GetAsync(PlanRequests.WithKey(key), "/api/v1/company-assignments").JsonAsync();

        list["assignments"]!.ToJsonString().ShouldBe(
            """[{"kind":"github_owner","key":"octo","company":"octo.example"},{"kind":"ip_range","key":"192.0.2.7/32","company":"range.example"}]""");
        (await Host.GetAsync(PlanRequests.WithKey(other), "/api/v1/company-assignments").JsonAsync())["total"]!.GetValue<int>().ShouldBe(0);
        await AssignAsync(await Host.UserAsync("lists"), "github_owner", "octo", "mine.example", 403);
        await AssignAsync(await Host.AdminAsync("lists"), "github_owner", "not an owner", "octo.example", 400);
        await AssignAsync(await Host.AdminAsync("lists"), "github_owner", "octo", "", 400);
    }

    private async Task<string> TenantAsync(string tenantId) => await Host.TenantAsync(tenantId, "LOGIN_ACTIVITY");

    private async Task PostAsync(string key, string type, string user, params (string, JsonNode?)[] more)
    {
        await Host.PostAsync(
            key, Usage.With([("user_id", user), ("user_id_type", type), ("event_id", null), ("ip_addr", "192.0.2.250"), .. more]), 200);
        await Host.ProjectedAsync();
    }

    private Task<IScenarioResult> AssignAsync(Action<Scenario> caller, string kind, string key, string company, int status = 200) => Host.Alba.Scenario(request =>
    {
        request.Put.Json(new { kind, key, company }).ToUrl("/api/v1/company-assignments");
        caller(request);
        request.StatusCodeShouldBe(status);
    });

    private async Task ImportAsync(params string[] lines) => await AddressRanges.ImportAsync(Host, lines);

    private async Task<List<string>> CompaniesAsync(string key) =>
        [.. (await Host.GetAsync(PlanRequests.WithKey(key), "/api/v1/developers").JsonAsync())["developers"]!.AsArray().Select(developer => Company(developer!))];

    private Task<List<string>> UsageAsync(string tenantId) =>
        ViewRows.ReadAsync(fixture.Database, "select product || ' ' || company from reports.usage_by_day where tenant_id = $1 order by 1", tenantId);

    private static string Company(JsonNode developer) =>
        developer["company"] is { } company ? $"{company["company"]} by {company["rule"]}, {company["confidence"]}" : "";
}
