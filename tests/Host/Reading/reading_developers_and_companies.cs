using System.Text.Json.Nodes;
using Reo.Host.Tests.Plan;

namespace Reo.Host.Tests.Reading;

/// <summary>One tenant for all tests: nobody changes it once it is there. Days are counted back from <see cref="Today"/>.</summary>
public sealed class reading_developers_and_companies(ATenantWithUsage tenant) : IClassFixture<ATenantWithUsage>
{
    private const string Today = ATenantWithUsage.Today;

    [Theory]
    [InlineData("", "email/ann@acme.co.uk email/cleo@gmail.com github/dan email/bob@mail.acme.co.uk username/eve")]
    [InlineData("?sort=developer_id", "email/ann@acme.co.uk email/bob@mail.acme.co.uk email/cleo@gmail.com github/dan username/eve")]
    [InlineData("?sort=-usage_count", "username/eve email/ann@acme.co.uk email/bob@mail.acme.co.uk email/cleo@gmail.com github/dan")]
    [InlineData("?sort=-score", "email/ann@acme.co.uk email/cleo@gmail.com email/bob@mail.acme.co.uk github/dan username/eve")]
    [InlineData("?sort=first_seen_at&q=ACME", "email/bob@mail.acme.co.uk email/ann@acme.co.uk")]
    [InlineData("?q=%25", "")]
    [InlineData("?q=e", "email/ann@acme.co.uk email/cleo@gmail.com email/bob@mail.acme.co.uk username/eve")]
    [InlineData("?metric=BULK%20EXPORT", "email/ann@acme.co.uk username/eve")]
    [InlineData("?metric=BULK%20EXPORT&product=cli", "username/eve")]
    [InlineData("?product=cli", "username/eve")]
    [InlineData("?environment=STAGING", "email/bob@mail.acme.co.uk")]
    [InlineData("?from=2026-03-01&to=2026-03-01", "email/ann@acme.co.uk email/cleo@gmail.com")]
    [InlineData("?to=2025-12-31", "username/eve")]
    [InlineData("?last=1d", "email/ann@acme.co.uk email/cleo@gmail.com")]
    [InlineData("?last=6w&metric=LOGIN_ACTIVITY", "email/ann@acme.co.uk email/cleo@gmail.com email/bob@mail.acme.co.uk")]
    [InlineData("?last=7d&as_of=2026-01-26", "email/bob@mail.acme.co.uk")]
    [InlineData("?last=7d&as_of=2026-01-27", "")]
    [InlineData("?company=acme.co.uk", "email/ann@acme.co.uk email/bob@mail.acme.co.uk")]
    [InlineData("?company=acme.co.uk&environment=STAGING", "email/bob@mail.acme.co.uk")]
    [InlineData("?company=gmail.com", "")]
    [InlineData("?score=Medium", "email/ann@acme.co.uk")]
    [InlineData("?score=low&sort=developer_id", "email/bob@mail.acme.co.uk email/cleo@gmail.com github/dan username/eve")]
    public async Task lists_developers(string query, string expected)
    {
        var list = await GetAsync($"/api/v1/developers{query}");

        Ids(list, "developers", "developer_id").ShouldBe(expected);
        list["total"]!.GetValue<int>().ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("/api/v1/developers", "developers", "developer_id", "-last_seen_at")]
    [InlineData("/api/v1/developers", "developers", "developer_id", "usage_count")]
    [InlineData("/api/v1/developers", "developers", "developer_id", "-score")]
    [InlineData("/api/v1/developers", "developers", "developer_id", "-developer_id")]
    [InlineData("/api/v1/companies", "companies", "company", "-last_day")]
    [InlineData("/api/v1/companies", "companies", "company", "-score")]
    [InlineData("/api/v1/companies", "companies", "company", "developers")]
    [InlineData("/api/v1/companies", "companies", "company", "-company")]
    public async Task goes_through_all_pages_in_every_order(string path, string list, string id, string sort)
    {
        var all = await GetAsync($"{path}?sort={sort}");
        var paged = new List<string>();
        string? next = null;
        do
        {
            var page = await GetAsync($"{path}?sort={sort}&limit=1{(next is null ? "" : $"&after={next}")}");
            page["total"]!.GetValue<int>().ShouldBe(all["total"]!.GetValue<int>());
            paged.Add(Ids(page, list, id));
            next = page["next"]?.GetValue<string>();
        }
        while (next is not null);

        string.Join(' ', paged).ShouldBe(Ids(all, list, id));
    }

    [Fact]
    public async Task shows_a_developer_with_company_totals_and_30_days()
    {
        var detail = await GetAsync("/api/v1/developers/email/Ann@Acme.co.uk");

        detail["developer"]!["company"]!.ToJsonString().ShouldBe("""{"company":"acme.co.uk","rule":"email_domain","confidence":"high"}""");
        detail["developer"]!["usage_count"]!.GetValue<int>().ShouldBe(8);
        detail["developer"]!["score"]!["level"]!.GetValue<string>().ShouldBe("Medium");
        detail["metrics"]!.AsArray().Select(total => $"{total!["name"]} {total["usage_count"]}").ShouldBe(["LOGIN_ACTIVITY 7", "BULK EXPORT 1"]);
        detail["products"]!.AsArray().Select(total => $"{total!["name"]} {total["event_count"]}").ShouldBe(["web 8"]);
        var days = detail["days"]!.AsArray();
        days.Count.ShouldBe(30);
        days[^1]!.ToJsonString().ShouldBe($$"""{"day":"{{Today}}","usage_count":2,"event_count":2}""");
        days.Sum(day => day!["usage_count"]!.GetValue<int>()).ShouldBe(8);
    }

    [Theory]
    [InlineData("username%2Feve")]
    [InlineData("username/eve")]
    public async Task lists_what_a_developer_did(string id)
    {
        var list = await GetAsync($"/api/v1/developers/{id}/activities?sort=usage_count&product=cli");

        list["total"]!.GetValue<int>().ShouldBe(2);
        list["activities"]!.AsArray().Select(activity => $"{activity!["day"]} {activity["metric"]} {activity["usage_count"]}")
            .ShouldBe(["2025-06-01 CALL HOME 0", "2025-06-01 BULK EXPORT 1000"]);
    }

    [Theory]
    [InlineData("", "acme.co.uk initech.example")]
    [InlineData("?sort=company&q=TECH", "initech.example")]
    [InlineData("?sort=-developers", "acme.co.uk initech.example")]
    [InlineData("?metric=BULK%20EXPORT", "acme.co.uk")]
    [InlineData("?score=Low", "initech.example")]
    [InlineData("?from=2026-01-01&to=2026-01-31", "acme.co.uk")]
    [InlineData("?last=4w", "acme.co.uk")]
    public async Task lists_companies(string query, string expected)
    {
        var list = await GetAsync($"/api/v1/companies{query}");

        Ids(list, "companies", "company").ShouldBe(expected);
        list["total"]!.GetValue<int>().ShouldBe(expected.Split(' ').Length);
    }

    [Fact]
    public async Task shows_a_company_with_active_developers_and_trend()
    {
        var detail = await GetAsync("/api/v1/companies/acme.co.uk");

        detail["company"]!["developers"]!.ToJsonString()
            .ShouldBe("""{"total":2,"active_in_7_days":1,"active_in_30_days":1,"active_in_90_days":2}""");
        detail["company"]!["trend"]!.ToJsonString().ShouldBe("""{"usage_count":8,"usage_count_before":4,"change":1}""");
        detail["company"]!["first_day"]!.GetValue<string>().ShouldBe("2026-01-20");
        detail["metrics"]!.AsArray().Select(total => $"{total!["name"]} {total["usage_count"]}").ShouldBe(["LOGIN_ACTIVITY 11", "BULK EXPORT 1"]);
    }

    [Fact]
    public async Task reckons_to_the_day_that_is_asked_for()
    {
        var then = await GetAsync("/api/v1/companies/acme.co.uk?as_of=2026-01-21");

        then["company"]!["developers"]!["active_in_7_days"]!.GetValue<int>().ShouldBe(1);
        then["company"]!["trend"]!["usage_count"]!.GetValue<int>().ShouldBe(4);
        then["company"]!["trend"]!["change"].ShouldBeNull();
        (await GetAsync("/api/v1/developers?as_of=2020-01-01&sort=-score"))["developers"]![0]!["score"]!["value"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public async Task lists_the_developers_of_a_company() =>
        Ids(await GetAsync("/api/v1/companies/acme.co.uk/developers"), "developers", "developer_id")
            .ShouldBe("email/ann@acme.co.uk email/bob@mail.acme.co.uk");

    [Theory]
    [InlineData("/api/v1/developers/github/nobody", 404)]
    [InlineData("/api/v1/developers/nobody", 404)]
    [InlineData("/api/v1/developers/github/nobody/activities", 404)]
    [InlineData("/api/v1/companies/nobody.example", 404)]
    [InlineData("/api/v1/companies?sort=name", 400)]
    [InlineData("/api/v1/companies?limit=0", 400)]
    [InlineData("/api/v1/companies?after=x", 400)]
    [InlineData("/api/v1/companies?score=9", 400)]
    [InlineData("/api/v1/companies?from=2026-01-02&to=2026-01-01", 400)]
    [InlineData("/api/v1/companies?last=0d", 400)]
    [InlineData("/api/v1/developers?last=30", 400)]
    [InlineData("/api/v1/developers?last=30d&from=2026-01-01", 400)]
    [InlineData("/api/v1/developers/username%2Feve/activities?last=99999w", 400)]
    [InlineData("/api/v1/companies/acme.co.uk?as_of=now", 400)]
    [InlineData("/api/v1/developers/username%2Feve/activities?sort=metric", 400)]
    public async Task says_what_is_wrong_with_a_question(string path, int status)
    {
        var answer = await tenant.Host.GetAsync(path, tenant.Key, status);

        answer.Context.Response.ContentType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task refuses_a_page_that_goes_on_in_another_order()
    {
        var next = (await GetAsync("/api/v1/developers?sort=usage_count&limit=1"))["next"]!.GetValue<string>();

        await tenant.Host.GetAsync($"/api/v1/developers?sort=-usage_count&limit=1&after={next}", tenant.Key, 400);
    }

    private async Task<JsonNode> GetAsync(string path)
    {
        var asOf = path.Contains("as_of", StringComparison.Ordinal) ? "" : $"{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}as_of={Today}";
        return await tenant.Host.GetAsync(PlanRequests.WithKey(tenant.Key), path + asOf).JsonAsync();
    }

    private static string Ids(JsonNode list, string name, string id) =>
        string.Join(' ', list[name]!.AsArray().Select(entry => entry![id]!.GetValue<string>()));
}
