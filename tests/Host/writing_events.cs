using Microsoft.Extensions.DependencyInjection;
using Reo.Ingestion.Contracts;
using Reo.Ingestion.Writing;

namespace Reo.Host.Tests;

public sealed class writing_events(HostFixture fixture) : IClassFixture<HostFixture>
{
    [Fact]
    public async Task stores_the_neighbours_of_an_event_that_the_store_refuses()
    {
        var events = Enumerable.Range(0, 20).Select(i => EventOf("neighbours", $"name{i}")).ToArray();
        events[7] = events[7] with { StreamKey = "neighbours/a\0b" };
        events[13] = events[12];

        var written = await WriteAsync(events);

        written[7].ShouldBe(Written.NotWritable);
        written[13].ShouldBe(Written.Duplicate);
        written.Where((_, i) => i is not (7 or 13)).ShouldAllBe(outcome => outcome == Written.Stored);
        (await CountAsync("neighbours")).ShouldBe(18);
    }

    [Fact]
    public async Task puts_the_events_of_several_tenants_into_their_own_streams()
    {
        (await WriteAsync([EventOf("left", "ann"), EventOf("right", "ann"), EventOf("left", "bob")])).ShouldAllBe(outcome => outcome == Written.Stored);

        (await CountAsync("left")).ShouldBe(2);
        (await CountAsync("right")).ShouldBe(1);
    }

    [Fact]
    public async Task keeps_the_order_of_a_stream()
    {
        await WriteAsync([.. Enumerable.Range(0, 50).Select(i => EventOf("ordered", "ann", i))]);

        await using var session = fixture.Host.Store.LightweightSession("ordered");
        var stream = await session.Events.FetchStreamAsync("ordered/developer/github/ann", token: TestContext.Current.CancellationToken);

        stream.Select(e => ((UsageRecorded)e.Data).EventAt).ShouldBe(Enumerable.Range(0, 50).Select(i => (long)i));
        stream.Select(e => e.Version).ShouldBe(Enumerable.Range(1, 50).Select(i => (long)i));
    }

    [Fact]
    public async Task stores_each_id_once_when_two_commits_race_for_it()
    {
        var events = Enumerable.Range(0, 30).Select(i => EventOf("race", $"name{i}")).ToArray();

        var written = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => WriteAsync(events)));

        written.SelectMany(outcomes => outcomes).Count(outcome => outcome == Written.Stored).ShouldBe(30);
        written.SelectMany(outcomes => outcomes).Count(outcome => outcome == Written.Duplicate).ShouldBe(7 * 30);
        (await CountAsync("race")).ShouldBe(30);
    }

    private Task<Written[]> WriteAsync(UsageToWrite[] events) =>
        fixture.Host.Services.GetRequiredService<UsageQueue>().WriteAsync(events, TestContext.Current.CancellationToken);

    private static UsageToWrite EventOf(string tenantId, string name, long eventAt = 1) => UsageToWrite.Recorded(tenantId, new UsageRecorded
    {
        ActivityType = "LOGIN_ACTIVITY",
        Source = "PRODUCT_CLOUD",
        ProductId = "reoWebApp",
        EventAt = eventAt,
        UserIdType = "GITHUB",
        UserId = name,
    });

    private async Task<long> CountAsync(string tenantId)
    {
        await using var command = fixture.Database.CreateCommand("select count(*) from app.mt_events where tenant_id = $1");
        command.Parameters.AddWithValue(tenantId);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
