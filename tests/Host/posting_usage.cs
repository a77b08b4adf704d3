using System.Text.Json.Nodes;

namespace Reo.Host.Tests;

public sealed class posting_usage(HostFixture fixture) : IClassFixture<HostFixture>
{
    private const string Stored = """{"response_code":"200","response":"Data Uploaded","status":"success"}""";
    private const string AuthenticationFailure = """{"response_code":400,"response":"Authentication Failure","status":"failure"}""";

    private ReoHost Host => fixture.Host;

    [Fact]
    public async Task takes_the_vendors_sample_byte_for_byte()
    {
        var key = await Host.TenantAsync("sample", "LOGIN_ACTIVITY");

        var answer = await Host.PostAsync(key, Usage.VendorSample, 200);

        (await answer.ReadAsTextAsync()).ShouldBe(Stored);
        answer.Context.Response.ContentType.ShouldBe("application/json");
        answer.Context.User.Identity!.IsAuthenticated.ShouldBeFalse("the write path knows the keys itself, and asks no database");
        (await EventsAsync("sample")).ShouldBe([("sample/developer/linkedin/userid", "usage_recorded")]);
    }

    [Fact]
    public async Task is_a_success_and_stores_nothing_when_the_event_id_was_seen_before()
    {
        var key = await Host.TenantAsync("again", "LOGIN_ACTIVITY");
        await Host.PostAsync(key, Usage.VendorSample, 200);

        var second = await Host.PostAsync(key, Usage.With(("event_id", "1231231232")), 200);

        (await second.ReadAsTextAsync()).ShouldBe(Stored);
        (await EventsAsync("again")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task stores_an_event_id_once_however_many_send_it_at_once()
    {
        var key = await Host.TenantAsync("storm", "LOGIN_ACTIVITY");

        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Host.PostAsync(key, Usage.With(("event_id", i % 10)), 200)));

        (await EventsAsync("storm")).Count.ShouldBe(10);
    }

    [Fact]
    public async Task stores_every_event_without_an_event_id()
    {
        var key = await Host.TenantAsync("anonymous", "LOGIN_ACTIVITY");

        await Host.PostAsync(key, Usage.With(("event_id", null)), 200);
        await Host.PostAsync(key, Usage.With(("event_id", null)), 200);

        (await EventsAsync("anonymous")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task tells_equal_event_ids_of_two_products_and_two_tenants_apart()
    {
        var one = await Host.TenantAsync("one", "LOGIN_ACTIVITY");
        var two = await Host.TenantAsync("two", "LOGIN_ACTIVITY");

        await Host.PostAsync(one, Usage.VendorSample, 200);
        await Host.PostAsync(one, Usage.With(("product_id", "another")), 200);
        await Host.PostAsync(two, Usage.VendorSample, 200);

        (await EventsAsync("one")).Count.ShouldBe(2);
        (await EventsAsync("two")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task is_held_when_the_activity_type_is_not_configured()
    {
        var key = await Host.TenantAsync("held", "LOGIN_ACTIVITY");

        var answer = await Host.PostAsync(key, Usage.With(("activity_type", "API KEY GENERATED")), 202);

        (await answer.ReadAsTextAsync()).ShouldBe(
            """{"response_code":"202","response":"Held: activity_type 'API KEY GENERATED' is not a configured metric; the event is kept and counts once it is","status":"held"}""");
        (await EventsAsync("held")).ShouldBe([("held/held/API KEY GENERATED", "usage_held")]);
    }

    [Fact]
    public async Task needs_no_metric_for_call_home()
    {
        var key = await Host.TenantAsync("presence");

        await Host.PostAsync(key, Usage.With(("activity_type", "CALL HOME")), 200);

        (await EventsAsync("presence")).ShouldBe([("presence/developer/linkedin/userid", "usage_recorded")]);
    }

    [Fact]
    public async Task is_refused_without_a_working_key()
    {
        var key = await Host.TenantAsync("locked", "LOGIN_ACTIVITY");

        foreach (var wrong in new[] { null, "", "x", key[..^1], key + "x", key.Replace("locked", "sample", StringComparison.Ordinal) })
            (await (await Host.PostAsync(wrong, Usage.VendorSample, 400)).ReadAsTextAsync()).ShouldBe(AuthenticationFailure);

        (await EventsAsync("locked")).ShouldBeEmpty();
    }

    [Fact]
    public async Task answers_an_invalid_payload_with_every_problem()
    {
        var key = await Host.TenantAsync("invalid", "LOGIN_ACTIVITY");

        var answer = await Host.PostAsync(key, Usage.With(("user_id_type", "EMAIL"), ("event_at", 1_767_323_045_000)), 400);

        (await answer.ReadAsTextAsync()).ShouldBe(
            """{"response_code":400,"response":"user_id 'https://www.linkedin.com/in/userid' does not fit user_id_type EMAIL; it looks like LINKEDIN","status":"failure","errors":["""
            + """{"field":"user_id","code":"contradicts_type","message":"user_id 'https://www.linkedin.com/in/userid' does not fit user_id_type EMAIL; it looks like LINKEDIN"},"""
            + """{"field":"event_at","code":"milliseconds","message":"event_at 1767323045000 looks like milliseconds; send UNIX epoch seconds: 1767323045"}]}""");
    }

    [Theory]
    [InlineData("", "malformed_json")]
    [InlineData("{\"payload\":", "malformed_json")]
    [InlineData("{\"payload\":{\"event_at\":NaN}}", "malformed_json")]
    [InlineData("[]", "payload_missing")]
    [InlineData("{}", "payload_missing")]
    [InlineData("{\"payload\":null}", "payload_missing")]
    [InlineData("{\"payload\":{},\"payload\":{}}", "payload_missing")]
    [InlineData("{\"payload\":{\"meta\":{\"a\":1,\"a\":2}}}", "duplicate_member")]
    [InlineData("{\"payload\":{\"user_id\":\"\\u0000\"}}", "nul_character")]
    [InlineData("{\"payload\":{\"user_id\":\"\\ud800\"}}", "lone_surrogate")]
    [InlineData("{\"payload\":{\"meta\":{\"n\":1e999999}}}", "number_too_large")]
    public async Task answers_bad_json_with_what_is_wrong(string body, string code)
    {
        var key = await Host.TenantAsync("bad-json", "LOGIN_ACTIVITY");

        var answer = JsonNode.Parse(await (await Host.PostAsync(key, body, 400)).ReadAsTextAsync())!;

        answer["response_code"]!.GetValue<int>().ShouldBe(400);
        answer["errors"]![0]!["code"]!.GetValue<string>().ShouldBe(code);
    }

    [Fact]
    public async Task answers_nesting_without_end_with_what_is_wrong()
    {
        var key = await Host.TenantAsync("deep", "LOGIN_ACTIVITY");

        var answer = await Host.PostAsync(key, "{\"payload\":{\"meta\":" + new string('[', 10_000) + new string(']', 10_000) + "}}", 400);

        (await answer.ReadAsTextAsync()).ShouldContain("too_deep");
    }

    [Fact]
    public async Task names_the_limit_that_a_body_or_an_event_exceeds()
    {
        var key = await Host.TenantAsync("large", "LOGIN_ACTIVITY");

        var body = await Host.PostAsync(key, Usage.With(("meta", new JsonObject { ["text"] = new string('x', 65_536) })), 413);
        var @event = await Host.PostAsync(key, Usage.With(("meta", new JsonObject { ["text"] = new string('x', 32_768) })), 413);
        await Host.PostAsync(key, Usage.With(("meta", new JsonObject { ["text"] = new string('x', 32_000) })), 200);

        (await body.ReadAsTextAsync()).ShouldBe("""{"response_code":413,"response":"The body is larger than 65536 bytes","status":"failure"}""");
        (await @event.ReadAsTextAsync()).ShouldContain("The event is larger than 32768 bytes");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    public async Task is_refused_when_the_content_type_is_not_json(string contentType)
    {
        var key = await Host.TenantAsync("typed", "LOGIN_ACTIVITY");

        await Host.PostAsync(key, Usage.VendorSample, 415, request => request.ConfigureHttpContext(http => http.Request.ContentType = contentType));
    }

    [Fact]
    public async Task is_refused_when_the_body_is_encoded()
    {
        var key = await Host.TenantAsync("encoded", "LOGIN_ACTIVITY");

        await Host.PostAsync(key, Usage.VendorSample, 415, request => request.WithRequestHeader("Content-Encoding", "gzip"));
    }

    private async Task<List<(string Stream, string Type)>> EventsAsync(string tenantId)
    {
        await using var command = fixture.Database.CreateCommand(
            "select stream_id, type from app.mt_events where tenant_id = $1 and type like 'usage_%' order by seq_id");
        command.Parameters.AddWithValue(tenantId);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var events = new List<(string, string)>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            events.Add((reader.GetString(0), reader.GetString(1)));
        return events;
    }
}
