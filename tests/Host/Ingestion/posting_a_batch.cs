using System.Text;
using System.Text.Json.Nodes;

namespace Reo.Host.Tests.Ingestion;

public sealed class posting_a_batch(HostFixture fixture) : IClassFixture<HostFixture>
{
    private ReoHost Host => fixture.Host;

    [Fact]
    public async Task stores_its_events_with_or_without_the_wrapper()
    {
        var key = await Host.TenantAsync("batch", "LOGIN_ACTIVITY");

        var answer = await Host.AnswerAsync(
            ProductApi.Batch, key, ProductApi.Events(ProductApi.Event("a"), $$"""{"payload":{{ProductApi.Event("b")}}}""", ProductApi.Event("a")), 200);

        answer.ShouldBe("""{"response_code":"200","response":"Data Uploaded","status":"success","accepted":3,"duplicates":0,"held":0,"failed":[]}""");
        (await fixture.Database.StoredAsync("batch")).Order().ShouldBe([
            ("batch/developer/github/a", "usage_recorded"),
            ("batch/developer/github/a", "usage_recorded"),
            ("batch/developer/github/b", "usage_recorded"),
        ]);
    }

    [Fact]
    public async Task stores_what_is_valid_and_lists_the_rest()
    {
        var key = await Host.TenantAsync("partial", "LOGIN_ACTIVITY");
        await Host.AnswerAsync(ProductApi.Batch, key, ProductApi.Events(ProductApi.Event(eventId: "stored before")), 200);

        var answer = await Host.AnswerAsync(
            ProductApi.Batch,
            key,
            ProductApi.Events(
                ProductApi.Event(eventId: "1"),
                ProductApi.Event(eventId: "1"),
                ProductApi.Event(eventId: "stored before"),
                ProductApi.Event(eventId: "2", activityType: "API KEY GENERATED"),
                """{"event_id":3,"event_at":1767323045000,"activity_type":"LOGIN_ACTIVITY","source":"PRODUCT_CLOUD","user_id":"a","user_id_type":"GITHUB"}""",
                """{"a":NaN}""",
                """{"event_id":"5","meta":{"a":1,"a":2}}""",
                "7"),
            200);

        answer.ShouldBe(
            """{"response_code":"200","response":"4 of 8 events were not stored: see failed","status":"partial","accepted":1,"duplicates":2,"held":1,"failed":["""
            + """{"index":4,"event_id":"3","field":"event_at","code":"milliseconds","message":"event_at 1767323045000 looks like milliseconds; send UNIX epoch seconds: 1767323045; product_id is required"},"""
            + """{"index":5,"event_id":null,"field":"","code":"malformed_json","message":"Not JSON: see line 1, byte 6"},"""
            + """{"index":6,"event_id":null,"field":"meta.a","code":"duplicate_member","message":"meta.a stands more than once in its object"},"""
            + """{"index":7,"event_id":null,"field":"","code":"wrong_type","message":"The event must be an object"}]}""");
        (await fixture.Database.StoredAsync("partial")).Count.ShouldBe(3);
    }

    [Fact]
    public async Task takes_a_line_per_event()
    {
        var key = await Host.TenantAsync("lines", "LOGIN_ACTIVITY");

        var answer = await Host.AnswerAsync(
            ProductApi.Batch,
            key,
            $"{ProductApi.Event("a")}\r\n\n{{\"payload\":{ProductApi.Event("b")}}}\n{{\"broken\n{ProductApi.Event("c")}",
            200,
            "application/x-ndjson");

        JsonNode.Parse(answer)!["accepted"]!.GetValue<int>().ShouldBe(3);
        JsonNode.Parse(answer)!["failed"]!.AsArray().ShouldHaveSingleItem()!["index"]!.GetValue<int>().ShouldBe(2);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task may_be_compressed(string encoding)
    {
        var key = await Host.TenantAsync($"compressed-{encoding}", "LOGIN_ACTIVITY");
        var events = Enumerable.Range(0, 1_000).Select(i => ProductApi.Event($"user-{i % 400}", $"{i}"));

        var answer = await Host.SendAsync(
            ProductApi.Batch, key, ProductApi.Compress(Encoding.UTF8.GetBytes(ProductApi.Events(events)), encoding), 200, encoding: encoding);

        (await answer.ReadAsTextAsync()).ShouldContain("\"accepted\":1000,");
        (await fixture.Database.StoredAsync($"compressed-{encoding}")).Count.ShouldBe(1_000);
    }

    [Fact]
    public async Task takes_aggregates_too()
    {
        var key = await Host.TenantAsync("mixed", "LOGIN_ACTIVITY");
        var aggregate = JsonNode.Parse(ProductApi.Event())!;
        aggregate["mode"] = "USER";
        aggregate["count"] = 40;
        var withoutMode = aggregate.DeepClone();
        withoutMode.AsObject().Remove("mode");

        var answer = await Host.AnswerAsync(
            ProductApi.Batch, key, ProductApi.Events(ProductApi.Event(), aggregate.ToJsonString(), withoutMode.ToJsonString()), 200);

        answer.ShouldContain("\"accepted\":2,");
        answer.ShouldContain("[Invalid Mode]");
    }

    [Fact]
    public async Task of_nothing_is_a_success_of_nothing()
    {
        var key = await Host.TenantAsync("nothing");

        (await Host.AnswerAsync(ProductApi.Batch, key, """{"events":[]}""", 200)).ShouldBe(
            """{"response_code":"200","response":"Data Uploaded","status":"success","accepted":0,"duplicates":0,"held":0,"failed":[]}""");
    }

    [Fact]
    public async Task is_refused_without_a_key() =>
        (await Host.AnswerAsync(ProductApi.Batch, null, """{"events":[]}""", 400)).ShouldBe(ProductApi.AuthenticationFailure);

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"events":[{}""")]
    [InlineData("""{"payload":{}}""")]
    public async Task is_refused_when_it_holds_no_events(string body)
    {
        var key = await Host.TenantAsync("no-events");

        (await Host.AnswerAsync(ProductApi.Batch, key, body, 400)).ShouldContain("\"code\":\"events_missing\"");
    }

    [Fact]
    public async Task is_refused_when_it_is_longer_or_larger_than_the_limits()
    {
        var key = await Host.TenantAsync("too-much", "LOGIN_ACTIVITY");

        var tooMany = await Host.AnswerAsync(ProductApi.Batch, key, ProductApi.Events(Enumerable.Repeat("{}", 1_001)), 413);
        var tooLarge = await Host.AnswerAsync(ProductApi.Batch, key, new string(' ', 4 * 1024 * 1024 + 1), 413);
        var justFits = await Host.AnswerAsync(
            ProductApi.Batch, key, ProductApi.Events(ProductApi.Event()).PadRight(4 * 1024 * 1024), 200);

        tooMany.ShouldContain("The batch holds more than 1000 events");
        tooLarge.ShouldBe("""{"response_code":413,"response":"The body is larger than 4194304 bytes","status":"failure"}""");
        justFits.ShouldContain("\"accepted\":1,");
        (await fixture.Database.StoredAsync("too-much")).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task is_refused_when_it_is_a_bomb(string encoding)
    {
        var key = await Host.TenantAsync("bomb");
        var bomb = ProductApi.Compress(new byte[64 * 1024 * 1024], encoding);

        var allocated = GC.GetTotalAllocatedBytes();
        var answer = await Host.SendAsync(ProductApi.Batch, key, bomb, 413, encoding: encoding);

        (await answer.ReadAsTextAsync()).ShouldContain("larger than 4194304 bytes");
        (GC.GetTotalAllocatedBytes() - allocated).ShouldBeLessThan(48 * 1024 * 1024);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task is_refused_when_it_is_not_what_its_encoding_says(string encoding)
    {
        var key = await Host.TenantAsync("broken-encoding", "LOGIN_ACTIVITY");
        var lines = Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 500).Select(i => ProductApi.Event($"user-{i}"))));
        var truncated = ProductApi.Compress(lines, encoding)[..^40];

        var plain = await Host.SendAsync(ProductApi.Batch, key, "{\"events\":[]}"u8.ToArray(), 400, encoding: encoding);
        await Host.SendAsync(ProductApi.Batch, key, truncated, 400, "application/x-ndjson", encoding);

        (await plain.ReadAsTextAsync()).ShouldBe(
            $$"""{"response_code":400,"response":"The body is not what its Content-Encoding {{encoding}} says","status":"failure"}""");
        (await fixture.Database.StoredAsync("broken-encoding")).ShouldBeEmpty();
    }

    [Fact]
    public async Task is_refused_in_another_content_type_or_encoding()
    {
        var key = await Host.TenantAsync("typed-batch");

        (await Host.AnswerAsync(ProductApi.Batch, key, "{}", 415, "text/csv")).ShouldContain("application/x-ndjson");
        var deflated = await Host.SendAsync(ProductApi.Batch, key, [], 415, encoding: "deflate");
        await Host.SendAsync(ProductApi.Batch, key, [], 415, encoding: "gzip, gzip");

        (await deflated.ReadAsTextAsync()).ShouldContain("gzip, br");
    }
}
