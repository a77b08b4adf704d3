using Microsoft.Extensions.DependencyInjection;
using Reo.Ingestion.ApiKeys;
using Reo.Ingestion.Plan;
using Reo.Metrics.Plan;
using Reo.Tenancy.ApiKeys;
using Reo.Testing;

namespace Reo.Host.Tests;

public sealed class two_hosts_on_one_database(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task learn_keys_and_plans_from_each_other_and_store_each_event_once()
    {
        await using var one = await ReoHost.StartAsync(database.ConnectionString);
        await using var other = await ReoHost.StartAsync(database.ConnectionString);
        var key = await one.TenantAsync("acme", "LOGIN_ACTIVITY");
        await ReoHost.EventuallyAsync(() => TenantOf(other, key) == "acme" && Allows(other, "LOGIN_ACTIVITY"));

        await one.InvokeAsync<PlanAnswer>("acme", new ConfigureMetric("API KEY GENERATED", "SECONDARY1"));
        await ReoHost.EventuallyAsync(() => Allows(one, "API KEY GENERATED") && Allows(other, "API KEY GENERATED"));

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => (i % 2 == 0 ? one : other).PostAsync(key, Usage.With(("event_id", i / 10)), 200)));
        (await CountAsync()).ShouldBe(10);
        await other.ProjectedAsync();
        (await (await other.GetAsync("/api/v1/developers", key, 200)).ReadAsTextAsync()).ShouldContain("\"usage_count\":10");

        await other.InvokeAsync("acme", new RevokeApiKey(key.Split('_')[2], "test"));
        await ReoHost.EventuallyAsync(() => TenantOf(one, key) is null && TenantOf(other, key) is null);
        await one.PostAsync(key, Usage.VendorSample, 400);
    }

    private async Task<long> CountAsync()
    {
        await using var command = database.DataSource.CreateCommand("select count(*) from app.mt_events where type = 'usage_recorded'");
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static string? TenantOf(ReoHost host, string key) => host.Services.GetRequiredService<KnownApiKeys>().TenantOf(key);

    private static bool Allows(ReoHost host, string activityType) => host.Services.GetRequiredService<KnownPlans>().Allows("acme", activityType);
}
