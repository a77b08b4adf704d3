using System.Text;

namespace Reo.Host.Tests.Plan;

public sealed class the_metric_plan(HostFixture fixture) : IClassFixture<HostFixture>
{
    private static readonly object _login = new { slot = "PRIMARY", display_name = "Log-ins", description = "Someone\nsigned in", weight = 2.5 };

    private ReoHost Host => fixture.Host;

    [Fact]
    public async Task shows_what_an_admin_configured_to_users_and_api_keys()
    {
        var key = await Host.TenantAsync("shown");
        var admin = await Host.AdminAsync("shown");

        var configured = await Host.PutMetricAsync(admin, "LOGIN_ACTIVITY", _login);
        var byKey = await Host.GetAsync(PlanRequests.WithKey(key), "/api/v1/metrics");

        configured.ETag().ShouldBe("\"1\"");
        byKey.ETag().ShouldBe("\"1\"");
        (await byKey.ReadAsTextAsync()).ShouldBe(
            """{"version":1,"metrics":[{"key":"LOGIN_ACTIVITY","slot":"PRIMARY","display_name":"Log-ins","description":"Someone\nsigned in","weight":2.5,"state":"active"}]}""");
    }

    [Fact]
    public async Task changes_archives_and_takes_back_a_metric()
    {
        var key = await Host.TenantAsync("changed");
        var admin = await Host.AdminAsync("changed");

        await Host.PutMetricAsync(admin, "A", new { slot = "PRIMARY" });
        await Host.PutMetricAsync(admin, "A", new { slot = "SECONDARY99" });
        await Host.DeleteAsync(admin, "/api/v1/metrics/A");
        await Host.PutMetricAsync(admin, "B", new { slot = "SECONDARY99" });
        await Host.PutMetricAsync(admin, "A", new { slot = "SECONDARY99" }, status: 409);
        await Host.DeleteAsync(admin, "/api/v1/metrics/B");
        var back = await Host.PutMetricAsync(admin, "A", new { slot = "SECONDARY99" });

        back.ETag().ShouldBe("\"6\"");
        var plan = await Host.GetAsync(PlanRequests.WithKey(key), "/api/v1/metrics").JsonAsync();
        plan["metrics"]!.AsArray().Select(metric => $"{metric!["key"]} {metric["slot"]} {metric["state"]} {metric["display_name"]} {metric["weight"]}")
            .ShouldBe(["A SECONDARY99 active A 1", "B SECONDARY99 archived B 1"]);
    }

    [Fact]
    public async Task stays_as_it_is_when_the_change_says_what_it_says_already()
    {
        await Host.TenantAsync("same");
        var admin = await Host.AdminAsync("same");
        await Host.PutMetricAsync(admin, "LOGIN_ACTIVITY", _login);

        (await Host.PutMetricAsync(admin, "LOGIN_ACTIVITY", _login)).ETag().ShouldBe("\"1\"");
    }

    [Fact]
    public async Task is_not_changed_by_who_has_not_seen_its_newest_version()
    {
        var key = await Host.TenantAsync("raced");
        var admin = await Host.AdminAsync("raced");
        await Host.PutMetricAsync(admin, "A", new { slot = "PRIMARY" }, ifMatch: "\"0\"");

        await Host.PutMetricAsync(admin, "B", new { slot = "SECONDARY1" }, status: 412, ifMatch: "\"0\"");
        await Host.PutMetricAsync(admin, "B", new { slot = "SECONDARY1" }, status: 412, ifMatch: "1");
        await Host.PutMetricAsync(admin, "B", new { slot = "SECONDARY1" }, status: 412, ifMatch: "W/\"1\"");
        await Host.DeleteAsync(admin, "/api/v1/metrics/A", status: 412, ifMatch: "\"0\"");
        (await Host.GetAsync(PlanRequests.WithKey(key), "/api/v1/metrics").JsonAsync())["version"]!.GetValue<int>().ShouldBe(1);

        await Host.PutMetricAsync(admin, "B", new { slot = "SECONDARY1" }, ifMatch: "\"7\", \"1\"");
        await Host.DeleteAsync(admin, "/api/v1/metrics/A", ifMatch: "*");
    }

    [Theory]
    [InlineData("/api/v1/metrics")]
    [InlineData("/api/v1/metrics/plan")]
    public async Task is_not_sent_again_to_who_has_it(string path)
    {
        var key = await Host.TenantAsync("cached", "LOGIN_ACTIVITY");

        var etag = (await Host.GetAsync(PlanRequests.WithKey(key), path)).ETag();
        var again = await Host.GetAsync(PlanRequests.WithKey(key), path, 304, ifNoneMatch: $"W/{etag}");

        (await again.ReadAsTextAsync()).ShouldBeEmpty();
        again.ETag().ShouldBe(etag);
        await Host.GetAsync(PlanRequests.WithKey(key), path, 200, ifNoneMatch: "\"0\"");
    }

    [Fact]
    public async Task is_a_text_file_for_compilers()
    {
        var key = await Host.TenantAsync("filed");
        var admin = await Host.AdminAsync("filed");
        await Host.PutMetricAsync(admin, "API KEY GENERATED", new { slot = "SECONDARY1" });
        await Host.PutMetricAsync(admin, "LOGIN_ACTIVITY", _login);
        await Host.PutMetricAsync(admin, "OLD | ONE", new { slot = "SECONDARY2" });
        await Host.DeleteAsync(admin, $"/api/v1/metrics/{Uri.EscapeDataString("OLD | ONE")}");

        var file = await Host.GetAsync(PlanRequests.WithKey(key), "/api/v1/metrics/plan");

        file.Context.Response.ContentType.ShouldBe("text/plain; charset=utf-8");
        (await file.ReadAsTextAsync()).Split('\n').Where(line => line.Length > 0 && !line.StartsWith("# ", StringComparison.Ordinal)).ShouldBe([
            "#: tenant filed",
            "#: version 4",
            "#: etag \"4\"",
            "LOGIN_ACTIVITY | PRIMARY | active | Log-ins | Someone\\nsigned in",
            "API KEY GENERATED | SECONDARY1 | active",
            "OLD \\| ONE | SECONDARY2 | archived",
        ]);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("API KEY GENERATED")]
    [InlineData("50% off?")]
    [InlineData("plan")]
    [InlineData("größe 🚀")]
    public async Task takes_a_key_as_it_is_posted(string metric)
    {
        var key = await Host.TenantAsync("odd");
        var admin = await Host.AdminAsync("odd");

        await Host.PutMetricAsync(admin, metric, new { slot = "SECONDARY7" });

        (await Host.GetAsync(PlanRequests.WithKey(key), "/api/v1/metrics").JsonAsync())["metrics"]!.AsArray()
            .ShouldContain(shown => shown!["key"]!.GetValue<string>() == metric && shown["state"]!.GetValue<string>() == "active");
        await Host.DeleteAsync(admin, $"/api/v1/metrics/{Uri.EscapeDataString(metric)}");
    }

    [Theory]
    [InlineData("CALL HOME", """{"slot":"PRIMARY"}""", 400)]
    [InlineData(" A", """{"slot":"PRIMARY"}""", 400)]
    [InlineData("A", """{"slot":"SECONDARY100"}""", 400)]
    [InlineData("A", """{"slot":"secondary1"}""", 400)]
    [InlineData("A", """{"slot":"PRIMARY","weight":-1}""", 400)]
    [InlineData("A", """{"slot":"PRIMARY","display_name":"a\u0000b"}""", 400)]
    [InlineData("A", """{"slot":"PRIMARY","description":"a\u0000b"}""", 400)]
    public async Task refuses_what_cannot_be_a_metric(string metric, string body, int status)
    {
        await Host.TenantAsync("refused");
        var admin = await Host.AdminAsync("refused");

        var answer = await Host.Alba.Scenario(request =>
        {
            request.Put.ByteArray(Encoding.UTF8.GetBytes(body)).ToUrl($"/api/v1/metrics/{Uri.EscapeDataString(metric)}").ContentType("application/json");
            admin(request);
            request.StatusCodeShouldBe(status);
        });

        answer.Context.Response.ContentType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task has_no_metric_to_archive_that_was_never_configured()
    {
        await Host.TenantAsync("empty");

        await Host.DeleteAsync(await Host.AdminAsync("empty"), "/api/v1/metrics/A", status: 404);
    }

    [Fact]
    public async Task is_not_changed_by_users()
    {
        await Host.TenantAsync("guarded");
        var user = await Host.UserAsync("guarded");

        await Host.PutMetricAsync(user, "A", new { slot = "PRIMARY" }, status: 403);
        await Host.DeleteAsync(user, "/api/v1/metrics/A", status: 403);
    }
}
