using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Alba;
using Reo.Host.Tests.Reports;
using Reo.Host.Tests.Segments;

namespace Reo.Host.Tests.Webhooks;

public sealed class the_webhook_of_a_segment(WebhookHost fixture) : IClassFixture<WebhookHost>
{
    private const string LookedAt = "select looked_at from metrics.segment_webhooks where tenant_id = 'still'";

    private ReoHost Host => fixture.Host;

    [Fact]
    public async Task is_posted_whoever_enters_or_leaves_it()
    {
        await using var receiver = await Receiver.StartAsync();
        var (admin, segment, secret) = await WatchedAsync("comes", receiver, new { metric = "B" }, ("ann", "2026-01-01", "B"));

        await Host.AppendAsync("comes", ("ann", "2026-01-02", "B"), ("bob", "2026-01-02", "B"), ("cid", "2026-01-02", "A"));
        await ReoHost.EventuallyAsync(() => receiver.Posts.Count == 1);
        await LinkAsync(admin, "github/ann", "github/bob");
        await ReoHost.EventuallyAsync(() => receiver.Posts.Count == 2);

        receiver.Posts.Select(post => JsonNode.Parse(post.Body)!).Select(body => $"{body["type"]} {body["data"]!["developer_id"]} {body["data"]!["segment_id"]}")
            .ShouldBe([$"segment.entered github/bob {segment}", $"segment.left github/bob {segment}"]);
        receiver.Posts.ShouldAllBe(post => IsSigned(post, secret));
        (await Host.ReadAsync(admin, "GET", $"/{segment}/webhook/deliveries?state=delivered"))["deliveries"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task tries_again_with_the_same_id_until_it_is_taken()
    {
        await using var receiver = await Receiver.StartAsync();
        var refused = 0;
        receiver.Answer = _ => Interlocked.Increment(ref refused) <= 2 ? 500 : 200;
        var (admin, segment, _) = await WatchedAsync("retries", receiver, filter: null);

        await Host.AppendAsync("retries", ("ann", "2026-01-01", "A"));
        await ReoHost.EventuallyAsync(() => receiver.Posts.Count == 3);

        receiver.Posts.Select(post => post.Id).Distinct().ShouldHaveSingleItem();
        receiver.Posts.Select(post => post.Body).Distinct().ShouldHaveSingleItem();
        await ReoHost.EventuallyAsync(async () => (await DeliveryAsync(admin, segment))["state"]!.GetValue<string>() == "delivered");
        (await DeliveryAsync(admin, segment))["attempts"]!.GetValue<int>().ShouldBe(3);
    }

    [Fact]
    public async Task keeps_what_nobody_takes_as_a_dead_letter_that_can_be_tried_again()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = _ => 302;
        var (admin, segment, _) = await WatchedAsync("dies", receiver, filter: null);
        await Host.AppendAsync("dies", ("ann", "2026-01-01", "A"));
        await ReoHost.EventuallyAsync(async () => (await Host.ReadAsync(admin, "GET", $"/{segment}/webhook"))["dead"]!.GetValue<int>() == 1);

        var dead = await DeliveryAsync(admin, segment);
        var tried = receiver.Posts.Count;
        receiver.Answer = _ => 200;
        (await Host.ReadAsync(admin, "POST", $"/{segment}/webhook/deliveries/retry"))["retried"]!.GetValue<int>().ShouldBe(1);
        await ReoHost.EventuallyAsync(() => receiver.Posts.Count == 4);

        tried.ShouldBe(3);
        (dead["state"]!.GetValue<string>(), dead["last_status"]!.GetValue<int>(), dead["member"]!.GetValue<string>()).ShouldBe(("dead", 302, "github/ann"));
        receiver.Posts.Select(post => post.Id).Distinct().ShouldBe([dead["id"]!.GetValue<string>()]);
    }

    [Fact]
    public async Task is_tested_by_a_post_at_once()
    {
        await using var receiver = await Receiver.StartAsync();
        var (admin, segment, secret) = await WatchedAsync("tested", receiver, filter: null);

        var taken = await Host.ReadAsync(admin, "POST", $"/{segment}/webhook/test");
        receiver.Answer = _ => 503;
        var refused = await Host.ReadAsync(admin, "POST", $"/{segment}/webhook/test");

        taken.ToJsonString().ShouldBe("""{"delivered":true,"status":204,"error":null}""");
        refused.ToJsonString().ShouldBe("""{"delivered":false,"status":503,"error":null}""");
        receiver.Posts.ShouldAllBe(post => IsSigned(post, secret) && post.Body.Contains("segment.test", StringComparison.Ordinal));
    }

    [Fact]
    public async Task is_not_held_up_by_the_receiver_of_another()
    {
        await using var slow = await Receiver.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        using var never = new ManualResetEventSlim();
        slow.Answer = _ =>
        {
            never.Wait(TestContext.Current.CancellationToken);
            return 200;
        };
        await WatchedAsync("slow", slow, filter: null);
        await WatchedAsync("quick", receiver, filter: null);

        await Host.AppendAsync("slow", ("ann", "2026-01-01", "A"));
        await ReoHost.EventuallyAsync(() => slow.Posts.Count == 1);
        await Host.AppendAsync("quick", ("bob", "2026-01-01", "A"));
        await ReoHost.EventuallyAsync(() => receiver.Posts.Count == 1);

        never.Set();
        receiver.Posts.ShouldHaveSingleItem().Body.ShouldContain("github/bob");
    }

    [Fact]
    public async Task is_not_looked_at_again_while_nothing_happens_in_the_tenant()
    {
        await using var receiver = await Receiver.StartAsync();
        await WatchedAsync("still", receiver, filter: null, ("ann", "2026-01-01", "A"));
        await WatchedAsync("busy", receiver, filter: null);
        await ReoHost.EventuallyAsync(async () => await ReadAsync("select bool_and(not is_due and followed_to = (select max(seq_id) from app.mt_events)) from metrics.segment_webhooks") is true);
        var before = await ReadAsync(LookedAt);

        await Host.AppendAsync("busy", ("bob", "2026-01-01", "A"));
        await ReoHost.EventuallyAsync(() => receiver.Posts.Count == 1);

        (await ReadAsync(LookedAt)).ShouldBe(before);
    }

    [Fact]
    public async Task keeps_its_secret_encrypted_and_shows_it_once()
    {
        await using var receiver = await Receiver.StartAsync();
        var (admin, segment, secret) = await WatchedAsync("secret", receiver, filter: null);

        await using var command = fixture.Database.CreateCommand("select secret from metrics.segment_webhooks where tenant_id = 'secret'");
        ((string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!).ShouldNotContain(secret[6..]);
        (await Host.CallAsync(admin, "GET", $"/{segment}/webhook", 200)).ShouldNotContain("whsec_");
    }

    [Fact]
    public async Task is_silent_about_a_changed_filter_and_after_its_end()
    {
        await using var receiver = await Receiver.StartAsync();
        var (admin, segment, _) = await WatchedAsync("silent", receiver, new { metric = "A" }, ("ann", "2026-01-01", "A"), ("bob", "2026-01-01", "B"));

        await Host.ReadAsync(admin, "PUT", $"/{segment}", 200, new { name = "x", shared = true, filter = new { metric = "B" } });
        await LookedAtAsync("silent", "B");
        await Host.AppendAsync("silent", ("cid", "2026-01-01", "B"));
        await ReoHost.EventuallyAsync(() => !receiver.Posts.IsEmpty);
        await Host.CallAsync(admin, "DELETE", $"/{segment}/webhook", 204);

        receiver.Posts.ShouldHaveSingleItem().Body.ShouldContain("github/cid");
        await Host.CallAsync(admin, "GET", $"/{segment}/webhook", 404);
    }

    [Fact]
    public async Task is_for_admins()
    {
        await using var receiver = await Receiver.StartAsync();
        var (_, segment, _) = await WatchedAsync("admins", receiver, filter: null);

        await Host.CallAsync(await Host.UserAsync("admins"), "GET", $"/{segment}/webhook", 403);
        await Host.CallAsync(await Host.UserAsync("admins"), "PUT", $"/{segment}/webhook", 403, new { url = receiver.Url });
    }

    private async Task<(Action<Scenario> Admin, string Segment, string Secret)> WatchedAsync(
        string tenantId, Receiver receiver, object? filter, params (string User, string Day, string Metric)[] before)
    {
        await Host.TenantAsync(tenantId);
        if (before.Length > 0)
            await Host.AppendAsync(tenantId, before);
        await Host.ProjectedAsync();
        var admin = await Host.AdminAsync(tenantId);
        var segment = await Host.SegmentAsync(admin, "developers", filter);
        var webhook = await Host.ReadAsync(admin, "PUT", $"/{segment}/webhook", 200, new { url = receiver.Url });
        await LookedAtAsync(tenantId, "");
        return (admin, segment, webhook["secret"]!.GetValue<string>());
    }

    /// <summary>What is there now is what changes count from.</summary>
    private Task LookedAtAsync(string tenantId, string filter) => ReoHost.EventuallyAsync(async () =>
    {
        await using var command = fixture.Database.CreateCommand(
            "select count(*) from metrics.segment_webhooks where tenant_id = $1 and watched_filter is not null and position($2 in watched_filter::text) > 0");
        command.Parameters.AddWithValue(tenantId);
        command.Parameters.AddWithValue(filter.Length == 0 ? "{" : $"\"{filter}\"");
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))! == 1;
    });

    private async Task<JsonNode> DeliveryAsync(Action<Scenario> admin, string segment) =>
        (await Host.ReadAsync(admin, "GET", $"/{segment}/webhook/deliveries"))["deliveries"]!.AsArray().ShouldHaveSingleItem()!;

    private async Task<object?> ReadAsync(string sql)
    {
        await using var command = fixture.Database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private Task<IScenarioResult> LinkAsync(Action<Scenario> admin, string first, string second) => Host.Alba.Scenario(request =>
    {
        request.Post.Json(new { first, second }).ToUrl("/api/v1/identities/link");
        admin(request);
    });

    private static bool IsSigned(Received post, string secret) =>
        post.Signature == "v1," + Convert.ToBase64String(HMACSHA256.HashData(
            Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{post.Id}.{post.Timestamp}.{post.Body}")));
}
