using System.Text.Json.Nodes;
using Reo.Host.Tests.Reading;

namespace Reo.Host.Tests.Segments;

public sealed class saved_segments(ATenantWithUsage tenant) : IClassFixture<ATenantWithUsage>
{
    private ReoHost Host => tenant.Host;

    [Theory]
    [InlineData("developers", """{}""", "email/ann@acme.co.uk email/bob@mail.acme.co.uk email/cleo@gmail.com github/dan username/eve")]
    [InlineData("developers", """{"company":"acme.co.uk"}""", "email/ann@acme.co.uk email/bob@mail.acme.co.uk")]
    [InlineData("developers", """{"metric":"BULK EXPORT","product":"cli"}""", "username/eve")]
    [InlineData("developers", """{"environment":"STAGING","from":"2026-01-01","to":"2026-01-31"}""", "email/bob@mail.acme.co.uk")]
    [InlineData("developers", """{"q":"ACME","score":"Low"}""", "email/ann@acme.co.uk email/bob@mail.acme.co.uk")]
    [InlineData("developers", """{"score":"High"}""", "")]
    [InlineData("companies", """{}""", "acme.co.uk initech.example")]
    [InlineData("companies", """{"q":"tech","score":"low"}""", "initech.example")]
    public async Task are_counted_and_exported(string members, string filter, string expected)
    {
        var user = await Host.UserAsync("reading");
        var id = await Host.SegmentAsync(user, members, JsonNode.Parse(filter));
        var names = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        var shown = await Host.ReadAsync(user, "GET", $"/{id}");
        var csv = await Host.CallAsync(SegmentRequests.WithKey(tenant.Key), "GET", $"/{id}/members?format=csv", 200);

        shown["count"]!.GetValue<int>().ShouldBe(names.Length);
        shown["segment"]!["filter"]!["q"]?.GetValue<string>().ShouldBe(JsonNode.Parse(filter)!["q"]?.GetValue<string>());
        var lines = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldBe(members == "companies" ? "company,first_day,last_day,usage_count,score" : "developer_id,user_id_type,user_id,company,first_day,last_day,usage_count,score");
        lines[1..].Select(line => line.Split(',')[0]).ShouldBe(names);
    }

    [Theory]
    [InlineData("developers", "2026-03-01", "email/ann@acme.co.uk email/cleo@gmail.com github/dan")]
    [InlineData("developers", "2026-02-18", "email/bob@mail.acme.co.uk")]
    [InlineData("companies", "2026-02-18", "acme.co.uk")]
    [InlineData("companies", "2026-02-19", "")]
    public async Task reckon_a_number_of_days_back_from_the_day_that_is_asked_for(string members, string asOf, string expected)
    {
        var user = await Host.UserAsync("reading");
        var id = await Host.SegmentAsync(user, members, new { last = "30d" });

        var shown = await Host.ReadAsync(user, "GET", $"/{id}?as_of={asOf}");
        var rows = (await Host.ReadAsync(user, "GET", $"/{id}/members?as_of={asOf}"))["rows"]!.AsArray();

        (shown["count"]!.GetValue<int>(), shown["as_of"]!.GetValue<string>()).ShouldBe((rows.Count, asOf));
        string.Join(' ', rows.Select(row => row![members == "companies" ? "company" : "developer_id"]!.GetValue<string>())).ShouldBe(expected);
    }

    [Fact]
    public async Task are_exported_with_what_is_known_of_each()
    {
        var user = await Host.UserAsync("reading");
        var id = await Host.SegmentAsync(user, "developers", new { metric = "BULK EXPORT", company = "acme.co.uk" });

        (await Host.ReadAsync(user, "GET", $"/{id}/members"))["rows"]!.ToJsonString().ShouldBe(
            """[{"developer_id":"email/ann@acme.co.uk","user_id_type":"EMAIL","user_id":"ann@acme.co.uk","company":"acme.co.uk","first_day":"2026-02-23","last_day":"2026-03-01","usage_count":8,"score":0}]""");
    }

    [Fact]
    public async Task are_seen_by_their_owner_alone_unless_they_are_shared()
    {
        var (user, admin, key) = (await Host.UserAsync("reading"), await Host.AdminAsync("reading"), SegmentRequests.WithKey(tenant.Key));
        var own = await Host.SegmentAsync(user, "companies", filter: null, shared: false);
        var shared = await Host.SegmentAsync(user, "companies", filter: null);

        (await IdsAsync(user)).ShouldBe([own, shared], ignoreOrder: true, "of those two");
        foreach (var other in new[] { admin, key })
        {
            (await Host.ReadAsync(other, "GET", ""))["segments"]!.AsArray().Select(segment => segment!["segment_id"]!.GetValue<string>()).ShouldNotContain(own);
            await Host.CallAsync(other, "GET", $"/{own}", 404);
            await Host.CallAsync(other, "GET", $"/{own}/members", 404);
            await Host.CallAsync(other, "GET", $"/{shared}", 200);
        }

        await Host.CallAsync(admin, "DELETE", $"/{own}", 404);
        await Host.CallAsync(key, "DELETE", $"/{shared}", 403);

        async Task<List<string>> IdsAsync(Action<Alba.Scenario> caller) =>
            [.. (await Host.ReadAsync(caller, "GET", ""))["segments"]!.AsArray().Select(segment => segment!["segment_id"]!.GetValue<string>()).Where(id => id == own || id == shared)];
    }

    [Fact]
    public async Task are_changed_and_deleted_by_their_owner_and_when_shared_by_admins()
    {
        var (user, admin) = (await Host.UserAsync("reading"), await Host.AdminAsync("reading"));
        var ofUser = await Host.SegmentAsync(user, "developers", filter: null);
        var ofAdmin = await Host.SegmentAsync(admin, "developers", filter: null);

        var changed = await Host.ReadAsync(admin, "PUT", $"/{ofUser}", 200, new { name = "Bulk", shared = true, filter = new { metric = "BULK EXPORT" } });
        await Host.CallAsync(user, "PUT", $"/{ofAdmin}", 403, new { name = "Mine" });
        await Host.CallAsync(user, "DELETE", $"/{ofAdmin}", 403);

        changed["name"]!.GetValue<string>().ShouldBe("Bulk");
        changed["members"]!.GetValue<string>().ShouldBe("developers");
        (await Host.ReadAsync(user, "GET", $"/{ofUser}"))["count"]!.GetValue<int>().ShouldBe(2);
        await Host.CallAsync(user, "DELETE", $"/{ofUser}", 204);
        await Host.CallAsync(user, "GET", $"/{ofUser}", 404);
        await Host.CallAsync(user, "DELETE", $"/{ofUser}", 404);
    }

    [Theory]
    [InlineData("""{"name":"x"}""", "Unknown members")]
    [InlineData("""{"name":" ","members":"developers"}""", "Name not usable")]
    [InlineData("""{"name":"x\ny","members":"developers"}""", "Name not usable")]
    [InlineData("""{"name":"x","members":"developers","filter":{"score":"Huge"}}""", "Unknown level")]
    [InlineData("""{"name":"x","members":"developers","filter":{"metric":""}}""", "Filter not usable")]
    [InlineData("""{"name":"x","members":"developers","filter":{"from":"2026-03-02","to":"2026-03-01"}}""", "Period ends before it begins")]
    [InlineData("""{"name":"x","members":"developers","filter":{"last":"month"}}""", "Period not usable")]
    [InlineData("""{"name":"x","members":"companies","filter":{"last":"30d","to":"2026-03-01"}}""", "Period said twice")]
    [InlineData("""{"name":"x","members":"companies","filter":{"company":"acme.co.uk"}}""", "Filter not usable")]
    public async Task are_refused_when_they_say_nothing_usable(string body, string title) =>
        (await Host.ReadAsync(await Host.UserAsync("reading"), "POST", "", 400, JsonNode.Parse(body)))["title"]!.GetValue<string>().ShouldBe(title);
}
