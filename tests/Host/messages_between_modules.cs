using Microsoft.Extensions.DependencyInjection;
using Reo.Ingestion.ApiKeys;
using Reo.Ingestion.Plan;
using Reo.Metrics.Contracts;
using Reo.Metrics.Plan;
using Reo.Tenancy.ApiKeys;
using Reo.Tenancy.Contracts;
using Wolverine;
using Wolverine.Tracking;

namespace Reo.Host.Tests;

public sealed class messages_between_modules(HostFixture fixture) : IClassFixture<HostFixture>
{
    private static readonly DateTimeOffset _end = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private ReoHost Host => fixture.Host;

    [Fact]
    public async Task tell_ingestion_of_a_generated_and_a_revoked_key()
    {
        var generated = await TrackAsync("told", new GenerateApiKey("test"));
        generated.MessageSucceeded.SingleMessage<ApiKeyGenerated>().By.ShouldBe("test");
        var key = (await Host.RevealAsync("told")).Single();
        await ReoHost.EventuallyAsync(() => TenantOf(key) == "told");

        var revoked = await TrackAsync("told", new RevokeApiKey(key.Split('_')[2], "test"));

        revoked.MessageSucceeded.SingleMessage<ApiKeyRevoked>();
        await ReoHost.EventuallyAsync(() => TenantOf(key) is null);
    }

    [Fact]
    public async Task tell_ingestion_of_the_whole_plan()
    {
        await TrackAsync("planned", new ConfigureMetric("LOGIN_ACTIVITY", "PRIMARY"));
        var second = await TrackAsync("planned", new ConfigureMetric("API KEY GENERATED", "SECONDARY1"));

        var message = second.MessageSucceeded.SingleMessage<MetricPlanChanged>();
        message.Version.ShouldBe(2);
        message.Metrics.ShouldBe([
            new PlannedMetric("LOGIN_ACTIVITY", "PRIMARY", Archived: false), new PlannedMetric("API KEY GENERATED", "SECONDARY1", Archived: false),
        ]);
        await ReoHost.EventuallyAsync(() => Allows("planned", "LOGIN_ACTIVITY") && Allows("planned", "API KEY GENERATED"));

        await TrackAsync("planned", new ArchiveMetric("LOGIN_ACTIVITY"));
        await ReoHost.EventuallyAsync(() => !Allows("planned", "LOGIN_ACTIVITY") && Allows("planned", "API KEY GENERATED"));
    }

    [Fact]
    public async Task are_not_sent_when_nothing_changed()
    {
        await TrackAsync("same", new ConfigureMetric("LOGIN_ACTIVITY", "PRIMARY"));

        var again = await TrackAsync("same", new ConfigureMetric("LOGIN_ACTIVITY", "PRIMARY"));

        again.MessageSucceeded.MessagesOf<MetricPlanChanged>().ShouldBeEmpty();
    }

    [Fact]
    public async Task about_keys_can_arrive_twice_and_in_either_order()
    {
        var generated = new ApiKeyGenerated("123456789012", ApiKeyHash.Of("the key"), "test");
        var revoked = new ApiKeyRevoked("123456789012", _end, "test");

        await DeliverAsync("forward", generated, generated, revoked, revoked);
        await DeliverAsync("backward", revoked, generated, revoked, generated);

        var rows = await RowsAsync("select tenant_id, digest, ends_at from ingestion.api_keys where tenant_id in ('forward', 'backward') order by tenant_id");
        rows.Select(row => row[0]).ShouldBe(["backward", "forward"]);
        rows.ShouldAllBe(row => ((byte[])row[1]).SequenceEqual(generated.Hash.Digest) && (DateTime)row[2] == _end.UtcDateTime);
    }

    [Fact]
    public async Task about_a_plan_can_arrive_twice_and_late()
    {
        var old = new MetricPlanChanged(1, [new PlannedMetric("OLD", "PRIMARY", Archived: false)]);
        var current = new MetricPlanChanged(2, [new PlannedMetric("OLD", "PRIMARY", Archived: true), new PlannedMetric("NEW", "PRIMARY", Archived: false)]);

        await DeliverAsync("late", current, old, current, old);

        var row = (await RowsAsync("select version, activity_types from ingestion.metric_plans where tenant_id = 'late'")).ShouldHaveSingleItem();
        row[0].ShouldBe(2L);
        ((string[])row[1]).ShouldBe(["NEW"]);
    }

    private Task<ITrackedSession> TrackAsync(string tenantId, object command) =>
        Host.Alba.TrackActivity().ExecuteAndWaitAsync((Func<IMessageContext, Task>)(bus => bus.InvokeForTenantAsync(tenantId, command)));

    private async Task DeliverAsync(string tenantId, params object[] messages)
    {
        foreach (var message in messages)
            await Host.Alba.TrackActivity().ExecuteAndWaitAsync(
                (Func<IMessageContext, Task>)(bus => bus.PublishAsync(message, new DeliveryOptions { TenantId = tenantId }).AsTask()));
    }

    private async Task<List<object[]>> RowsAsync(string sql)
    {
        await using var command = fixture.Database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<object[]>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }
        return rows;
    }

    private string? TenantOf(string key) => Host.Services.GetRequiredService<KnownApiKeys>().TenantOf(key);

    private bool Allows(string tenantId, string activityType) => Host.Services.GetRequiredService<KnownPlans>().Allows(tenantId, activityType);
}
