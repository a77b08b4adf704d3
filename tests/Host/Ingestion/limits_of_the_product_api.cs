using System.Text.Json.Nodes;
using Reo.Testing;

namespace Reo.Host.Tests.Ingestion;

public sealed class limits_of_the_product_api(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task of_requests_are_each_keys_own()
    {
        await using var host = await StartAsync(("Ingestion:RequestsPerSecond", "1"), ("Ingestion:RequestBurst", "2"));
        var one = await host.TenantAsync("rate-one", "LOGIN_ACTIVITY");
        var two = await host.TenantAsync("rate-two", "LOGIN_ACTIVITY");

        await host.PostAsync(one, Usage.VendorSample, 200);
        await host.PostAsync(one, Usage.VendorSample, 200);
        var refused = await host.PostAsync(one, Usage.VendorSample, 429);
        await host.PostAsync(two, Usage.VendorSample, 200);

        (await refused.ReadAsTextAsync()).ShouldBe(
            """{"response_code":429,"response":"Rate limit: 1 requests per second per API key, 2 at once; see Retry-After","status":"failure"}""");
        refused.Context.Response.Headers.RetryAfter.ShouldBe(["1"]);
    }

    [Fact]
    public async Task of_a_developer_stop_only_that_developer()
    {
        await using var host = await StartAsync(("Ingestion:DeveloperEventsPerSecond", "1"), ("Ingestion:DeveloperBurst", "2"));
        var key = await host.TenantAsync("busy", "LOGIN_ACTIVITY");

        var batch = await host.AnswerAsync(
            ProductApi.Batch, key, ProductApi.Events(ProductApi.Event("a"), ProductApi.Event("a"), ProductApi.Event("a"), ProductApi.Event("b")), 200);
        var single = await host.SendAsync(ProductApi.Single, key, Payload("a"), 429);
        await host.SendAsync(ProductApi.Single, key, Payload("b"), 200);

        const string message = "Rate limit: 1 events per second per developer, 2 at once; see Retry-After";
        JsonNode.Parse(batch)!["failed"]!.AsArray().ShouldHaveSingleItem()!.ToJsonString().ShouldBe(
            $$"""{"index":2,"event_id":null,"field":"user_id","code":"developer_rate","message":"{{message}}"}""");
        (await single.ReadAsTextAsync()).ShouldBe($$"""{"response_code":429,"response":"{{message}}","status":"failure"}""");
        single.Context.Response.Headers.RetryAfter.ShouldBe(["1"]);
    }

    [Fact]
    public async Task of_the_queue_refuse_the_whole_request()
    {
        await using var host = await StartAsync(("Ingestion:QueueCapacity", "2"));
        var key = await host.TenantAsync("queue", "LOGIN_ACTIVITY");

        var refused = await host.SendAsync(
            ProductApi.Batch, key, System.Text.Encoding.UTF8.GetBytes(ProductApi.Events(Enumerable.Repeat(ProductApi.Event(), 3))), 503);
        await host.AnswerAsync(ProductApi.Batch, key, ProductApi.Events(Enumerable.Repeat(ProductApi.Event(), 2)), 200);

        (await refused.ReadAsTextAsync()).ShouldBe(
            """{"response_code":503,"response":"Too many events are waiting to be written; nothing of this request was stored","status":"failure"}""");
        refused.Context.Response.Headers.RetryAfter.ShouldBe(["1"]);
        (await database.DataSource.StoredAsync("queue")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task are_settings()
    {
        await using var host = await StartAsync(
            ("Ingestion:MaxEventBytes", "1024"),
            ("Ingestion:MaxBodyBytes", "2048"),
            ("Ingestion:MaxBatchBytes", "4096"),
            ("Ingestion:MaxBatchEvents", "2"));
        var key = await host.TenantAsync("settings", "LOGIN_ACTIVITY");
        var large = ProductApi.Event().Replace("}", $",\"meta\":{{\"text\":\"{new string('x', 1_000)}\"}}}}", StringComparison.Ordinal);

        (await host.AnswerAsync(ProductApi.Single, key, $"{{\"payload\":{large}}}", 413)).ShouldContain("The event is larger than 1024 bytes");
        (await host.AnswerAsync(ProductApi.Single, key, new string(' ', 2049), 413)).ShouldContain("The body is larger than 2048 bytes");
        (await host.AnswerAsync(ProductApi.Batch, key, new string(' ', 4097), 413)).ShouldContain("The body is larger than 4096 bytes");
        (await host.AnswerAsync(ProductApi.Batch, key, ProductApi.Events("{}", "{}", "{}"), 413)).ShouldContain("more than 2 events");
        (await host.AnswerAsync(ProductApi.Batch, key, ProductApi.Events(large, ProductApi.Event()), 200)).ShouldContain("event_too_large");
    }

    [Fact]
    public async Task that_make_no_sense_stop_the_start() =>
        (await Should.ThrowAsync<Exception>(() => StartAsync(("Ingestion:Writers", "0")))).ToString().ShouldContain("Writers");

    private static byte[] Payload(string userId) => System.Text.Encoding.UTF8.GetBytes($"{{\"payload\":{ProductApi.Event(userId)}}}");

    private Task<ReoHost> StartAsync(params (string Key, string Value)[] settings) => ReoHost.StartAsync(database.ConnectionString, settings);
}
