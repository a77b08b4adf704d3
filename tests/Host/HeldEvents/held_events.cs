using System.Text.Json.Nodes;
using Alba;
using Microsoft.Extensions.DependencyInjection;
using Reo.Host.Tests.Ingestion;
using Reo.Host.Tests.Plan;
using Reo.Ingestion.Contracts;
using Reo.Ingestion.Plan;
using Reo.Ingestion.Usage;
using Reo.Ingestion.Writing;

namespace Reo.Host.Tests.HeldEvents;

public sealed class held_events(HostFixture fixture) : IClassFixture<HostFixture>
{
    private const string Export = "BULK EXPORT";

    private ReoHost Host => fixture.Host;

    [Fact]
    public async Task are_listed_by_activity_type()
    {
        var key = await Host.TenantAsync("listed", "LOGIN_ACTIVITY");
        await HoldAsync(key, "ann", 1_000, "e1");
        await HoldAsync(key, "bob", 2_000, "e2");
        await Host.PostAsync(key, Usage.By("ann", 3_000, "e3", "a/b"), 202);

        var groups = (await Host.GetAsync(await Host.UserAsync("listed"), "/api/v1/held-events").JsonAsync()).AsArray();

        var held = await StoredUsage.HeldAsync(fixture.Database, "listed");
        groups.Select(group => $"{group!["activity_type"]} {group["count"]}").ShouldBe(["a/b 1", "BULK EXPORT 2"]);
        groups[1]!["first_seen_at"]!.GetValue<DateTimeOffset>().ShouldBe(held[0].Timestamp);
        groups[1]!["last_seen_at"]!.GetValue<DateTimeOffset>().ShouldBe(held[1].Timestamp);
        groups[1]!["sample"]!["user_id"]!.GetValue<string>().ShouldBe("bob");
        groups[1]!["sample"]!["event_at"]!.GetValue<long>().ShouldBe(2_000);
    }

    [Fact]
    public async Task are_not_shown_to_api_keys()
    {
        var key = await Host.TenantAsync("hidden");

        await Host.GetAsync("/api/v1/held-events", key, 403);
    }

    [Fact]
    public async Task are_released_when_the_metric_is_configured()
    {
        var key = await Host.TenantAsync("released", "LOGIN_ACTIVITY");
        await HoldAsync(key, "ann", 3_000, "e1");
        await HoldAsync(key, "bob", 1_000, null);
        await HoldAsync(key, "ann", 2_000, "e3");
        var held = await StoredUsage.HeldAsync(fixture.Database, "released");

        await ConfigureAsync("released");

        var released = await ReleasedAsync("released", 3);
        released.OrderBy(e => e.Stream).Select(e => $"{e.Stream} {e.Usage.EventAt}").ShouldBe(
            ["released/developer/github/ann 3000", "released/developer/github/ann 2000", "released/developer/github/bob 1000"]);
        released = [.. released.OrderBy(e => e.Usage.ReceivedAt)];
        released.Select(e => e.Usage.ReceivedAt!.Value).ShouldBe(held.Select(e => e.Timestamp));
        released.Zip(held).ShouldAllBe(pair => pair.First.Timestamp > pair.Second.Timestamp);
        released[0].Id.ShouldBe(EventIdentity.StoredId("released", "reoWebApp", "e1"));
        released.Select(e => e.Id).ShouldBe(held.Select(e => EventIdentity.OtherForm(e.Id)));
        (await Host.GetAsync(await Host.UserAsync("released"), "/api/v1/held-events").JsonAsync()).AsArray().ShouldBeEmpty();
        await Host.ProjectedAsync();
        (await Host.GetAsync(PlanRequests.WithKey(key), "/api/v1/developers").JsonAsync())["developers"]!.AsArray()
            .Select(developer => $"{developer!["developer_id"]} {developer["usage_count"]}")
            .ShouldBe(["github/ann 2", "github/bob 1"]);
    }

    [Fact]
    public async Task are_not_counted_again_when_they_were_posted_again_meanwhile()
    {
        var key = await Host.TenantAsync("reposted");
        await HoldAsync(key, "ann", 1_000, "e1");
        await Task.WhenAll(ConfigureAsync("reposted"), ReoHost.EventuallyAsync(async () =>
        {
            await Host.PostAsync(key, Usage.By("ann", 1_000, "e1", Export), 200);
            return Host.Services.GetRequiredService<KnownPlans>().Allows("reposted", Export);
        }));
        await Host.PostAsync(key, Usage.By("ann", 1_000, "e1", Export), 200);

        await SettledAsync("reposted");

        (await StoredUsage.RecordedAsync(fixture.Database, "reposted")).Count.ShouldBe(1);
        (await StoredUsage.HeldAsync(fixture.Database, "reposted")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task do_not_hold_what_counted_before_its_metric_was_archived()
    {
        var key = await Host.TenantAsync("archived", Export);
        await Host.PostAsync(key, Usage.By("ann", 1_000, "e1", Export), 200);
        await Host.DeleteAsync(await Host.AdminAsync("archived"), $"/api/v1/metrics/{Uri.EscapeDataString(Export)}");
        await ReoHost.EventuallyAsync(() => !Host.Services.GetRequiredService<KnownPlans>().Allows("archived", Export));

        await Host.PostAsync(key, Usage.By("ann", 1_000, "e1", Export), 200);

        (await StoredUsage.HeldAsync(fixture.Database, "archived")).ShouldBeEmpty();
    }

    [Fact]
    public async Task are_held_once_and_answered_as_seen_before_when_they_come_again()
    {
        var key = await Host.TenantAsync("again", "LOGIN_ACTIVITY");
        await Host.PostAsync(key, Usage.By("ann", 1_000, "counted"), 200);
        await HoldAsync(key, "ann", 1_000, "held");

        var single = await (await Host.PostAsync(key, Usage.By("ann", 1_000, "counted", Export), 200)).ReadAsTextAsync();
        var held = await (await Host.PostAsync(key, Usage.By("ann", 1_000, "held", Export), 200)).ReadAsTextAsync();
        var batch = await Host.AnswerAsync(
            ProductApi.Batch,
            key,
            ProductApi.Events(Again("counted"), Again("held"), Again("new"), Again("new")),
            200);

        single.ShouldBe(ProductApi.Stored);
        held.ShouldBe(ProductApi.Stored);
        batch.ShouldContain("\"accepted\":0,\"duplicates\":3,\"held\":1,\"failed\":[]");
        (await StoredUsage.HeldAsync(fixture.Database, "again")).Count.ShouldBe(2);
        (await StoredUsage.RecordedAsync(fixture.Database, "again")).Count.ShouldBe(1);

        static string Again(string eventId) => ProductApi.Event("ann", eventId, Export);
    }

    [Fact]
    public async Task of_a_node_that_did_not_know_the_metric_yet_are_released_too()
    {
        var key = await Host.TenantAsync("late");
        await HoldAsync(key, "ann", 1_000, "e1");
        await ConfigureAsync("late");
        await ReleasedAsync("late", 1);

        var stale = new UsageRecorded
        {
            ActivityType = Export,
            Source = "PRODUCT_CLOUD",
            ProductId = "reoWebApp",
            EventAt = 2_000,
            UserIdType = "GITHUB",
            UserId = "bob",
            EventId = "e2",
        };
        await Host.Services.GetRequiredService<UsageQueue>().WriteAsync([UsageToWrite.Held("late", stale)], TestContext.Current.CancellationToken);

        (await ReleasedAsync("late", 2)).Select(e => e.Usage.EventId).ShouldBe(["e1", "e2"]);
    }

    [Fact]
    public async Task are_never_released_once_discarded()
    {
        var key = await Host.TenantAsync("discarded");
        var admin = await Host.AdminAsync("discarded");
        await HoldAsync(key, "ann", 1_000, "e1");
        await HoldAsync(key, "bob", 2_000, "e2");

        var answer = await Host.DeleteAsync(admin, $"/api/v1/held-events/{Uri.EscapeDataString(Export)}");
        await Host.DeleteAsync(admin, $"/api/v1/held-events/{Uri.EscapeDataString(Export)}", status: 404);
        await HoldAsync(key, "cid", 3_000, "e3");
        await ConfigureAsync("discarded");

        (await answer.ReadAsTextAsync()).ShouldBe("""{"activity_type":"BULK EXPORT","discarded":2}""");
        (await ReleasedAsync("discarded", 1))[0].Usage.EventId.ShouldBe("e3");
        await SettledAsync("discarded");
        (await StoredUsage.RecordedAsync(fixture.Database, "discarded")).Count.ShouldBe(1);
        (await StoredUsage.HeldAsync(fixture.Database, "discarded")).Count.ShouldBe(3);
        var @event = await EventAsync("discarded", "held_usage_discarded");
        (@event["FirstVersion"]!.GetValue<int>(), @event["LastVersion"]!.GetValue<int>()).ShouldBe((1, 2));
        @event["By"]!.GetValue<string>().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task are_not_discarded_by_users()
    {
        await Host.TenantAsync("spared");

        await Host.DeleteAsync(await Host.UserAsync("spared"), "/api/v1/held-events/A", status: 403);
    }

    [Fact]
    public async Task are_shown_beside_the_plan_as_seen_and_not_configured()
    {
        var key = await Host.TenantAsync("seen");
        await HoldAsync(key, "ann", 1_000, "e1");
        await HoldAsync(key, "bob", 2_000, "e2");
        var firstSeen = (await StoredUsage.HeldAsync(fixture.Database, "seen"))[0].Timestamp;

        JsonArray types = [];
        await ReoHost.EventuallyAsync(async () =>
        {
            types = (await Host.GetAsync(PlanRequests.WithKey(key), "/api/v1/metrics/not-configured").JsonAsync()).AsArray();
            return types is [{ } only] && only["held_count"]!.GetValue<int>() == 2;
        });
        types[0]!["activity_type"]!.GetValue<string>().ShouldBe(Export);
        types[0]!["first_seen_at"]!.GetValue<DateTimeOffset>().ShouldBe(firstSeen);

        await ConfigureAsync("seen");
        await ReoHost.EventuallyAsync(async () =>
            (await Host.GetAsync(PlanRequests.WithKey(key), "/api/v1/metrics/not-configured").JsonAsync()).AsArray().Count == 0);
    }

    [Fact]
    public async Task are_shown_as_the_newest_message_says_whatever_arrives_late_or_twice()
    {
        var key = await Host.TenantAsync("twice");
        var newest = new ActivityTypeHeld("A", 7, DateTimeOffset.UnixEpoch, Revision: 9);

        await Host.InvokeAsync("twice", newest);
        await Host.InvokeAsync("twice", newest with { Count = 5, Revision = 8 });
        await Host.InvokeAsync("twice", newest);

        var types = (await Host.GetAsync(PlanRequests.WithKey(key), "/api/v1/metrics/not-configured").JsonAsync()).AsArray();
        types.Select(type => $"{type!["activity_type"]} {type["held_count"]}").ShouldBe(["A 7"]);
    }

    private Task<IScenarioResult> HoldAsync(string key, string githubName, long eventAt, string? eventId) =>
        Host.PostAsync(key, Usage.By(githubName, eventAt, eventId, Export), 202);

    private async Task ConfigureAsync(string tenantId) =>
        await Host.PutMetricAsync(await Host.AdminAsync(tenantId), Export, new { slot = "SECONDARY50" });

    private async Task<List<StoredUsage>> ReleasedAsync(string tenantId, int count)
    {
        List<StoredUsage> recorded = [];
        await ReoHost.EventuallyAsync(async () => (recorded = await StoredUsage.RecordedAsync(fixture.Database, tenantId)).Count >= count);
        return recorded;
    }

    private Task SettledAsync(string tenantId) => ReoHost.EventuallyAsync(async () =>
        (await Host.GetAsync(await Host.UserAsync(tenantId), "/api/v1/held-events").JsonAsync()).AsArray().Count == 0);

    private async Task<JsonNode> EventAsync(string tenantId, string type)
    {
        await using var command = fixture.Database.CreateCommand("select data from app.mt_events where tenant_id = $1 and type = $2");
        command.Parameters.AddWithValue(tenantId);
        command.Parameters.AddWithValue(type);
        return JsonNode.Parse((string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!)!;
    }
}
