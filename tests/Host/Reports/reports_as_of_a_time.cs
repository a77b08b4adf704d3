using System.Text.Json.Nodes;

namespace Reo.Host.Tests.Reports;

public sealed class reports_as_of_a_time(HostFixture fixture) : IClassFixture<HostFixture>
{
    private const string Period = "from=2026-01-05&to=2026-02-15";

    private static readonly string[] Questions =
    [
        $"usage?group_by=company&interval=month&{Period}",
        $"usage?group_by=developer&interval=week&{Period}",
        $"usage?group_by=metric&{Period}",
        $"usage?group_by=product&metric=B&{Period}",
        $"active?{Period}",
        $"retention?{Period}",
        $"funnel?steps=A,B&{Period}",
    ];

    private ReoHost Host => fixture.Host;

    [Fact]
    public async Task have_the_companies_that_the_rules_of_then_say()
    {
        var key = await Host.TenantAsync("rules");
        var admin = await Host.AdminAsync("rules");
        await AssignAsync(admin, "developer", "github/ann", "first.example");
        await AssignAsync(admin, "email_domain", "acme.example", "acme.com");
        await AssignAsync(admin, "github_owner", "cid", "cid.example");
        await Host.ProjectedAsync();
        await Host.AppendAsync("rules", ("ann", "2026-01-12", "A"), ("bob", "2026-01-12", "A"), ("cid", "2026-01-12", "A"), ("zoe@acme.example", "2026-01-12", "A"));
        await Host.ProjectedAsync();
        var (then, given) = (await LastRecordedAsync("rules"), await AllAsync(key, ""));

        await AssignAsync(admin, "developer", "github/ann", "second.example");
        await AssignAsync(admin, "developer", "github/bob", "second.example");
        await Host.Alba.Scenario(request =>
        {
            request.Delete.Url("/api/v1/company-assignments?kind=email_domain&key=acme.example");
            admin(request);
            request.StatusCodeShouldBe(204);
        });
        await Host.AppendAsync("rules", ("ann", "2026-01-13", "A"), ("bob", "2026-01-13", "A"), ("zoe@acme.example", "2026-01-13", "A"));
        await Host.ProjectedAsync();

        given[0].ShouldContain("acme.com");
        (await AllAsync(key, $"&as_of={Uri.EscapeDataString(then)}")).ShouldBe(given);
        (await (await Host.GetAsync("/api/v1/company-assignments", key, 200)).ReadAsTextAsync()).ShouldNotContain("first.example");
    }

    [Fact]
    public async Task are_those_that_were_given_then()
    {
        var key = await Host.TenantAsync("past");
        await Host.AppendAsync("past", ("ann", "2026-01-04", "A"), ("ann", "2026-01-12", "A"), ("ann", "2026-01-13", "B"));
        await Host.AppendAsync("past", ("bob", "2026-01-12", "A"), ("cid", "2026-02-15", "CALL HOME"), ("dan", "2026-02-01", "A"), ("eve", "2026-02-02", "B"), ("zoe@acme.example", "2026-02-02", "A"));
        await LinkAsync(key, "link", "github/dan", "github/eve");
        await LinkAsync(key, "link", "github/ann", "github/bob");
        await LinkAsync(key, "unlink", "github/ann", "github/bob");
        await Host.ProjectedAsync();
        var (then, given) = (await LastRecordedAsync("past"), await AllAsync(key, ""));

        await Host.AppendAsync("past", ("ann", "2026-01-20", "B"), ("bob", "2026-01-01", "A"), ("fay", "2026-01-06", "A"), ("fay", "2026-01-07", "B"), ("zoe@acme.example", "2026-01-07", "A"), ("gus", "2026-02-10", "A"));
        await LinkAsync(key, "unlink", "github/dan", "github/eve");
        await LinkAsync(key, "link", "github/ann", "github/cid");
        await LinkAsync(key, "link", "github/ann", "github/bob");
        await Host.ProjectedAsync();

        (await AllAsync(key, "")).Intersect(given).ShouldBeEmpty();
        (await AllAsync(key, $"&as_of={Uri.EscapeDataString(then)}")).ShouldBe(given);
    }

    [Fact]
    public async Task are_those_of_now_when_the_time_is_to_come()
    {
        var key = await Host.TenantAsync("future");
        await Host.AppendAsync("future", ("ann", "2026-01-12", "A"));
        await Host.ProjectedAsync();

        (await AllAsync(key, "&as_of=2999-01-01")).ShouldBe(await AllAsync(key, ""));
    }

    [Fact]
    public async Task leave_nothing_behind()
    {
        var key = await Host.TenantAsync("clean");
        await Host.AppendAsync("clean", ("ann", "2026-01-12", "A"));
        for (var i = 0; i < 5; i++)
            (await Host.RowsAsync(key, $"active?{Period}&as_of=2026-01-01T00:00:00Z")).Length.ShouldBe(42);

        await using var command = fixture.Database.CreateCommand("select count(*) from pg_class where relpersistence = 't'");
        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(0L);
    }

    [Fact]
    public async Task need_a_time()
    {
        var key = await Host.TenantAsync("no-time");

        JsonNode.Parse(await Host.ReportAsync(key, "active?as_of=then", 400))!["title"]!.GetValue<string>().ShouldBe("Time not usable");
    }

    private async Task<List<string>> AllAsync(string key, string more)
    {
        var reports = new List<string>();
        foreach (var question in Questions)
            reports.Add($"{question}\n{await Host.ReportAsync(key, $"{question}&format=csv{more}")}");
        return reports;
    }

    private Task<Alba.IScenarioResult> LinkAsync(string key, string action, string first, string second) => Host.Alba.Scenario(request =>
    {
        request.Post.Json(new { first, second }).ToUrl($"/api/v1/identities/{action}");
        request.WithRequestHeader("X-API-KEY", key);
        request.StatusCodeShouldBe(200);
    });

    private Task<Alba.IScenarioResult> AssignAsync(Action<Alba.Scenario> admin, string kind, string key, string company) => Host.Alba.Scenario(request =>
    {
        request.Put.Json(new { kind, key, company }).ToUrl("/api/v1/company-assignments");
        admin(request);
        request.StatusCodeShouldBe(200);
    });

    private async Task<string> LastRecordedAsync(string tenantId)
    {
        await using var command = fixture.Database.CreateCommand(
            """select to_char(max(timestamp) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') from app.mt_events where tenant_id = $1""");
        command.Parameters.AddWithValue(tenantId);
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
