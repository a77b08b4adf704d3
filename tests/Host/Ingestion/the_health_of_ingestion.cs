using System.Text.Json.Nodes;

namespace Reo.Host.Tests.Ingestion;

public sealed class the_health_of_ingestion(HostFixture fixture) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task counts_what_was_accepted_duplicate_held_and_refused_for_each_tenant()
    {
        var key = await fixture.Host.TenantAsync("healthy", "LOGIN_ACTIVITY");
        var other = await fixture.Host.TenantAsync("quiet", "LOGIN_ACTIVITY");
        await fixture.Host.PostAsync(key, Payload("LOGIN_ACTIVITY", "one"), 200);
        await fixture.Host.PostAsync(key, Payload("LOGIN_ACTIVITY", "one"), 200);
        await fixture.Host.PostAsync(key, Payload("UNHEARD OF", "two"), 202);
        await fixture.Host.PostAsync(key, "{}", 400);
        await fixture.Host.PostAsync("no key", Payload("LOGIN_ACTIVITY", "three"), 400);

        await ReoHost.EventuallyAsync(async () => await HealthAsync(key) == (1, 1, 1, 1));

        (await HealthAsync(other)).ShouldBe((0, 0, 0, 0));
    }

    private async Task<(long, long, long, long)> HealthAsync(string key)
    {
        var answer = await fixture.Host.GetAsync("/api/v1/ingestion-health", key, 200);
        var health = JsonNode.Parse(await answer.ReadAsTextAsync())!;
        return (Of("accepted"), Of("duplicate"), Of("held"), Of("refused"));

        long Of(string outcome) => health[outcome]!.GetValue<long>();
    }

    private static string Payload(string activityType, string eventId) =>
        $$$"""{"payload":{"activity_type":"{{{activityType}}}","source":"PRODUCT_CLOUD","user_id":"ada@example.com","user_id_type":"EMAIL","event_id":"{{{eventId}}}","event_at":1767225600,"product_id":"web"}}""";
}
