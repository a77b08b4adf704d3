using System.Text.Json.Nodes;

namespace Reo.Host.Tests.Ingestion;

public sealed class posting_aggregated_usage(HostFixture fixture) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task is_stored_for_its_domain_or_its_user()
    {
        var key = await fixture.Host.TenantAsync("aggregated", "secondary23");

        (await PostAsync(key, "\"mode\":\"DOMAIN\",\"domain\":\"example.com\",\"count\":1250", 200)).ShouldBe(ProductApi.Stored);
        await PostAsync(key, "\"mode\":\"USER\",\"user_id\":\"michaelbevan\",\"user_id_type\":\"GITHUB\",\"count\":40", 200);

        (await fixture.Database.StoredAsync("aggregated")).ShouldBe([
            ("aggregated/domain/example.com", "usage_recorded"),
            ("aggregated/developer/github/michaelbevan", "usage_recorded"),
        ]);
    }

    [Fact]
    public async Task enters_the_views_as_that_many_and_once_per_event_id()
    {
        var key = await fixture.Host.TenantAsync("counted", "secondary23");
        const string aggregate = "\"mode\":\"USER\",\"user_id\":\"michaelbevan\",\"user_id_type\":\"GITHUB\",\"count\":40,\"event_id\":7";

        await PostAsync(key, aggregate, 200);
        (await PostAsync(key, aggregate, 200)).ShouldBe(ProductApi.Stored);
        await fixture.Host.AnswerAsync(ProductApi.Single, key, $$"""{"payload":{{ProductApi.Event(activityType: "secondary23")}}}""", 200);
        await fixture.Host.ProjectedAsync();

        var developers = JsonNode.Parse(await (await fixture.Host.GetAsync("/api/v1/developers", key, 200)).ReadAsTextAsync())!["developers"]!;
        developers[0]!["usage_count"]!.GetValue<long>().ShouldBe(41);
    }

    [Theory]
    [InlineData("\"mode\":\"TEAM\",\"count\":1", "[Invalid Mode] mode 'TEAM' is not DOMAIN or USER")]
    [InlineData("\"count\":1", "[Invalid Mode] mode is required: DOMAIN or USER")]
    public async Task names_the_modes_that_there_are(string members, string response)
    {
        var key = await fixture.Host.TenantAsync("modes", "secondary23");

        (await PostAsync(key, members, 400)).ShouldBe(
            $$"""{"response_code":400,"response":"{{response}}","status":"failure","errors":[{"field":"mode","code":"invalid_mode","message":"{{response}}"}]}""");
    }

    [Fact]
    public async Task is_held_when_the_activity_type_is_not_configured()
    {
        var key = await fixture.Host.TenantAsync("aggregated-held");

        (await PostAsync(key, "\"mode\":\"DOMAIN\",\"domain\":\"example.com\",\"count\":5", 202)).ShouldContain("\"status\":\"held\"");

        (await fixture.Database.StoredAsync("aggregated-held")).ShouldBe([("aggregated-held/held/secondary23", "usage_held")]);
    }

    [Fact]
    public async Task is_refused_without_a_key() =>
        (await PostAsync(null, "\"mode\":\"DOMAIN\",\"domain\":\"example.com\",\"count\":5", 400)).ShouldBe(ProductApi.AuthenticationFailure);

    [Fact]
    public async Task is_refused_in_another_content_type_or_size()
    {
        var key = await fixture.Host.TenantAsync("aggregated-limits", "secondary23");

        await fixture.Host.AnswerAsync(ProductApi.Aggregated, key, "{}", 415, "application/x-ndjson");
        await fixture.Host.AnswerAsync(ProductApi.Aggregated, key, new string(' ', 64 * 1024 + 1), 413);
    }

    private Task<string> PostAsync(string? key, string members, int status) => fixture.Host.AnswerAsync(
        ProductApi.Aggregated,
        key,
        $$$"""{"payload":{"activity_type":"secondary23","source":"PRODUCT_CLOUD","event_at":639303296,"product_id":"reoWebApp",{{{members}}}}}""",
        status);
}
