using System.Globalization;
using System.Text.Json.Nodes;
using Reo.Host.Tests.Reading;

namespace Reo.Host.Tests.Reports;

/// <summary>One tenant for all tests: nobody changes it once it is there.</summary>
public sealed class reading_reports(ATenantWithUsage tenant) : IClassFixture<ATenantWithUsage>
{
    private ReoHost Host => tenant.Host;

    [Fact]
    public async Task counts_usage_by_company_and_month()
    {
        var csv = await Host.ReportAsync(tenant.Key, "usage?group_by=company&interval=month&from=2025-06-01&to=2026-03-01&format=csv");

        csv.Split("\r\n").ShouldBe(
        [
            "period,company,usage_count,event_count",
            "2025-06-01,,1000,2",
            "2025-12-01,initech.example,3,1",
            "2026-01-01,acme.co.uk,4,4",
            "2026-02-01,acme.co.uk,6,6",
            "2026-02-01,,0,1",
            "2026-03-01,acme.co.uk,2,2",
            "2026-03-01,,1,1",
            "",
        ]);
    }

    [Theory]
    [InlineData("usage?interval=week&from=2026-02-23&to=2026-03-01", "2026-02-23,9,10")]
    [InlineData("usage?group_by=developer&interval=month&from=2026-02-27&to=2026-02-28", "2026-02-01,email/ann@acme.co.uk,2,2 2026-02-01,github/dan,0,1")]
    [InlineData("usage?group_by=product&interval=month&from=2025-01-01&to=2025-12-31", "2025-06-01,cli,1000,2 2025-12-01,web,3,1")]
    [InlineData("usage?group_by=environment&interval=month&from=2026-01-01&to=2026-01-31", "2026-01-01,STAGING,4,4")]
    [InlineData("usage?group_by=metric&interval=day&from=2026-03-01&to=2026-03-01", "2026-03-01,LOGIN_ACTIVITY,2,2 2026-03-01,BULK EXPORT,1,1")]
    [InlineData("usage?group_by=metric&interval=day&from=2026-03-01&to=2026-03-01&company=acme.co.uk", "2026-03-01,BULK EXPORT,1,1 2026-03-01,LOGIN_ACTIVITY,1,1")]
    [InlineData("usage?group_by=company&from=2026-03-01&to=2026-03-01&metric=BULK%20EXPORT&product=web&environment=PRODUCTION", "2026-03-01,acme.co.uk,1,1")]
    [InlineData("usage?group_by=company&interval=week&from=2026-01-20&to=2026-02-28", "2026-01-19,acme.co.uk,4,4 2026-02-23,acme.co.uk,6,6 2026-02-23,,0,1")]
    [InlineData("usage?from=2030-01-01&to=2030-01-01", "")]
    [InlineData("usage?group_by=company&interval=month&from=0001-01-01&to=9999-12-31&metric=BULK%20EXPORT", "2025-06-01,,1000,1 2026-03-01,acme.co.uk,1,1")]
    [InlineData("active?from=2026-02-27&to=2026-03-01", "2026-02-27,1,1,1,1 2026-02-28,2,2,2,1 2026-03-01,2,3,3,0.6667")]
    [InlineData("active?from=2025-06-30&to=2025-07-01", "2025-06-30,0,0,1,0 2025-07-01,0,0,0,0")]
    [InlineData(
        "retention?from=2026-01-21&to=2026-03-01",
        "2026-01-19,0,1,1,1 2026-01-19,1,1,0,0 2026-01-19,2,1,0,0 2026-01-19,3,1,0,0 2026-01-19,4,1,0,0 2026-01-19,5,1,0,0 2026-02-23,0,3,3,1")]
    public async Task counts(string query, string expected) =>
        string.Join('\n', await Host.RowsAsync(tenant.Key, query)).ShouldBe(Lines(expected));

    [Theory]
    [InlineData("from=2026-01-01&to=2026-03-01", 3, 1)]
    [InlineData("from=2026-02-24&to=2026-02-26&within=3d", 1, 1)]
    [InlineData("from=2026-02-24&to=2026-02-25&within=3d", 1, 0)]
    [InlineData("from=2025-03-02&to=2026-03-01&within=52w", 3, 1)]
    [InlineData("from=2026-01-01&to=2026-03-01&company=acme.co.uk", 2, 1)]
    [InlineData("from=2026-01-01&to=2026-03-01&environment=STAGING", 1, 0)]
    [InlineData("from=2026-01-01&to=2026-03-01&product=cli", 0, 0)]
    public async Task counts_who_took_one_step_after_the_other(string query, int first, int second)
    {
        var rows = await Host.RowsAsync(tenant.Key, $"funnel?steps=LOGIN_ACTIVITY,BULK%20EXPORT&{query}");

        rows.Select(row => string.Join(',', row.Split(',')[..3])).ShouldBe([$"1,LOGIN_ACTIVITY,{first}", $"2,BULK EXPORT,{second}"]);
    }

    [Fact]
    public async Task takes_the_steps_of_a_funnel_one_by_one_too() =>
        JsonNode.Parse(await Host.ReportAsync(tenant.Key, "funnel?steps=A,B&steps=BULK%20EXPORT&to=2026-03-01"))!.ToJsonString().ShouldBe(
            """
            {"report":"funnel","steps":["A,B","BULK EXPORT"],"within":"30d","from":"2026-01-31","to":"2026-03-01","rows":[{"step":1,"metric":"A,B","developers":0,"of_first":0,"of_previous":0},{"step":2,"metric":"BULK EXPORT","developers":0,"of_first":0,"of_previous":0}]}
            """);

    [Theory]
    [InlineData("2026-01-01", "2026-01-31")]
    [InlineData("2026-01-21", "2026-02-25")]
    [InlineData("2026-02-25", "2026-02-27")]
    [InlineData("2025-06-01", "2026-02-28")]
    [InlineData("2025-06-02", "2026-03-01")]
    public async Task counts_the_same_by_month_as_by_day(string from, string to)
    {
        var byDay = await Host.RowsAsync(tenant.Key, $"usage?group_by=company&interval=day&from={from}&to={to}");
        var byMonth = await Host.RowsAsync(tenant.Key, $"usage?group_by=company&interval=month&from={from}&to={to}");

        byMonth.ShouldBe(
            byDay.Select(row => row.Split(','))
                .GroupBy(row => $"{row[0][..7]}-01,{row[1]}", row => long.Parse(row[2], CultureInfo.InvariantCulture) + (1_000_000 * long.Parse(row[3], CultureInfo.InvariantCulture)))
                .Select(group => $"{group.Key},{group.Sum() % 1_000_000},{group.Sum() / 1_000_000}"),
            ignoreOrder: true);
        byMonth.Length.ShouldBe(byMonth.Select(row => row[..row.IndexOf(',', 11)]).Distinct().Count());
    }

    [Theory]
    [InlineData("company", "2026-02-25", "2026-03-01")]
    [InlineData("company", "2026-02-27", "2026-02-28")]
    [InlineData("company", "2025-06-01", "2026-03-01")]
    [InlineData("company", "2020-01-01", "2026-03-01")]
    [InlineData("metric", "2025-06-02", "2026-03-01")]
    public async Task counts_the_same_by_week_as_by_day(string group, string from, string to)
    {
        var filter = group == "metric" ? "&company=acme.co.uk" : "";
        var byDay = await Host.RowsAsync(tenant.Key, $"usage?group_by={group}&interval=day&from={from}&to={to}{filter}");
        var byWeek = await Host.RowsAsync(tenant.Key, $"usage?group_by={group}&interval=week&from={from}&to={to}{filter}");

        byWeek.ShouldNotBeEmpty();
        byWeek.ShouldBe(
            byDay.Select(row => row.Split(','))
                .GroupBy(row => (Monday: MondayOf(row[0]), Group: row[1]))
                .Select(week => $"{week.Key.Monday:yyyy-MM-dd},{week.Key.Group},{week.Sum(row => Count(row[2]))},{week.Sum(row => Count(row[3]))}"),
            ignoreOrder: true);

        static DateOnly MondayOf(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture) is var date ? date.AddDays(-(date.DayNumber % 7)) : default;
        static long Count(string text) => long.Parse(text, CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task says_in_json_what_was_asked()
    {
        var report = JsonNode.Parse(await Host.ReportAsync(tenant.Key, "usage?group_by=company&from=2026-03-01&to=2026-03-01", accept: "text/html, */*;q=0.1"))!;

        report.ToJsonString().ShouldBe(
            """
            {"report":"usage","group_by":"company","interval":"day","from":"2026-03-01","to":"2026-03-01","rows":[{"period":"2026-03-01","company":"acme.co.uk","usage_count":2,"event_count":2},{"period":"2026-03-01","company":"","usage_count":1,"event_count":1}]}
            """);
    }

    [Theory]
    [InlineData("2026-03-01", "day", "2026-01-31")]
    [InlineData("2026-03-01", "week", "2025-12-08")]
    [InlineData("2026-03-01", "month", "2025-04-01")]
    public async Task begins_by_itself_some_intervals_before_its_end(string to, string interval, string from) =>
        JsonNode.Parse(await Host.ReportAsync(tenant.Key, $"usage?interval={interval}&to={to}"))!["from"]!.GetValue<string>().ShouldBe(from);

    [Theory]
    [InlineData("application/x-ndjson")]
    [InlineData("application/json;q=0.5, application/x-ndjson")]
    public async Task writes_a_line_of_json_a_row_when_that_is_accepted(string accept) =>
        (await Host.ReportAsync(tenant.Key, "active?from=2026-03-01&to=2026-03-01", accept: accept))
            .ShouldBe("{\"day\":\"2026-03-01\",\"dau\":2,\"wau\":3,\"mau\":3,\"stickiness\":0.6667}\n");

    [Theory]
    [InlineData("usage?group_by=colour", 400, "Unknown group")]
    [InlineData("usage?interval=year", 400, "Unknown interval")]
    [InlineData("usage?format=xml", 400, "Unknown format")]
    [InlineData("usage?from=2026-03-02&to=2026-03-01", 400, "Period ends before it begins")]
    [InlineData("usage?from=yesterday", 400, "Request not readable")]
    [InlineData("funnel", 400, "Steps not usable")]
    [InlineData("funnel?steps=A", 400, "Steps not usable")]
    [InlineData("funnel?steps=A,,B", 400, "Steps not usable")]
    [InlineData("funnel?steps=A,B&within=2h", 400, "Time not usable")]
    [InlineData("funnel?steps=A,B&within=53w", 400, "Time not usable")]
    [InlineData("funnel?steps=A,B&from=2020-01-01&to=2022-01-01", 400, "Period too long")]
    [InlineData("active?from=2001-01-01&to=2026-03-01", 400, "Period too long")]
    public async Task answers_a_mistake_with_what_to_send_instead(string query, int status, string title)
    {
        var problem = JsonNode.Parse(await Host.ReportAsync(tenant.Key, query, status))!;

        problem["title"]!.GetValue<string>().ShouldBe(title);
        problem["detail"]!.GetValue<string>().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task is_refused_in_a_format_that_it_has_not() => await Host.ReportAsync(tenant.Key, "usage", 406, accept: "text/html");

    [Fact]
    public async Task is_for_any_member()
    {
        var user = await Host.UserAsync("reading");

        await Host.Alba.Scenario(request =>
        {
            request.Get.Url("/api/v1/reports/usage");
            user(request);
            request.StatusCodeShouldBe(200);
        });
    }

    private static string Lines(string rows) => rows.Replace(" 20", "\n20", StringComparison.Ordinal);
}
