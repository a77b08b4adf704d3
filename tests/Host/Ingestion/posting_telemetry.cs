namespace Reo.Host.Tests.Ingestion;

public sealed class posting_telemetry(HostFixture fixture) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task is_stored_for_its_user_its_domain_or_its_address()
    {
        var key = await fixture.Host.TenantAsync("telemetry", "LOGIN_ACTIVITY");

        (await PostAsync(key, "1", "\"user_id\":\"\",\"user_id_type\":\"\"", 200)).ShouldBe(ProductApi.Stored);
        await PostAsync(key, "2", "\"domain\":\"Example.com\"", 200);
        await PostAsync(key, "3", "\"user_id\":\"Michael@Example.com\",\"user_id_type\":\"EMAIL\",\"domain\":\"example.com\"", 200);
        await PostAsync(key, "3", "\"user_id\":\"\"", 200);

        (await fixture.Database.StoredAsync("telemetry")).ShouldBe([
            ("telemetry/ip/203.0.113.7", "usage_recorded"),
            ("telemetry/domain/example.com", "usage_recorded"),
            ("telemetry/developer/email/michael@example.com", "usage_recorded"),
        ]);
    }

    [Fact]
    public async Task is_refused_without_an_address_or_an_event_id()
    {
        var key = await fixture.Host.TenantAsync("telemetry-bad", "LOGIN_ACTIVITY");

        var answer = await fixture.Host.AnswerAsync(
            ProductApi.Single,
            key,
            """{"payload":{"activity_type":"LOGIN_ACTIVITY","source":"SAAS_PRODUCT","event_at":639303296,"product_id":"reoWebApp"}}""",
            400);

        answer.ShouldBe(
            """{"response_code":400,"response":"ip_addr is required","status":"failure","errors":[{"field":"ip_addr","code":"required","message":"ip_addr is required"},{"field":"event_id","code":"required","message":"event_id is required"}]}""");
    }

    [Fact]
    public async Task shows_no_developer_where_nobody_is_named()
    {
        var key = await fixture.Host.TenantAsync("nobody", "LOGIN_ACTIVITY");
        await PostAsync(key, "1", "\"domain\":\"example.com\"", 200);

        await fixture.Host.ProjectedAsync();

        (await (await fixture.Host.GetAsync("/api/v1/developers?as_of=2026-03-01", key, 200)).ReadAsTextAsync())
            .ShouldBe("""{"developers":[],"total":0,"as_of":"2026-03-01","next":null}""");
    }

    private Task<string> PostAsync(string key, string eventId, string more, int status) => fixture.Host.AnswerAsync(
        ProductApi.Single,
        key,
        $$$"""
        {"payload":{"activity_type":"LOGIN_ACTIVITY","source":"TELEMETRY","ip_addr":"203.0.113.7","event_id":"{{{eventId}}}","event_at":639303296,
        "product_id":"reoWebApp",{{{more}}}}}
        """,
        status);
}
