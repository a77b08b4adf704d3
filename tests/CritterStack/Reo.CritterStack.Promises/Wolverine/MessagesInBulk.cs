using Marten;
using Microsoft.Extensions.DependencyInjection;
using Reo.CritterStack.Promises.Marten;
using Reo.Testing;
using Wolverine;
using Wolverine.Marten;
using Wolverine.Tracking;

namespace Reo.CritterStack.Promises.Wolverine;

public sealed class messages_in_bulk(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    /// <summary>The counter counts a few more than there are when the server answers the head of a long batch before its tail is sent.</summary>
    private const int Handful = 15;

    [Fact]
    public async Task five_hundred_published_in_one_transaction_take_a_handful_of_round_trips()
    {
        await using var wire = new RoundTripCounter(database.ConnectionString);
        var tally = new Tally();
        using var host = await MessagingHost.StartAsync(wire.ConnectionString, tally, WithoutPolling);
        await host.ExecuteAndWaitAsync(() => SaveAsync(host, wire, messages: 1), timeoutInMilliseconds: 60_000);

        var counted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        tally.MayBegin = counted.Task;
        var roundTrips = 0;
        await host.ExecuteAndWaitAsync(
            async () =>
            {
                roundTrips = await SaveAsync(host, wire, messages: 500);
                counted.SetResult();
            },
            timeoutInMilliseconds: 60_000);

        roundTrips.ShouldBeLessThanOrEqualTo(Handful);
        tally.Numbers.Order().ShouldBe([0, .. Enumerable.Range(0, 500)]);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task their_outcome_is_stored_for_many_at_once()
    {
        await using var wire = new RoundTripCounter(database.ConnectionString);
        using var host = await MessagingHost.StartAsync(wire.ConnectionString, new Tally(), WithoutPolling);
        await host.ExecuteAndWaitAsync(() => SaveAsync(host, wire, messages: 1), timeoutInMilliseconds: 60_000);

        var before = wire.Count;
        await host.ExecuteAndWaitAsync(() => SaveAsync(host, wire, messages: 500), timeoutInMilliseconds: 60_000);

        (wire.Count - before).ShouldBeLessThan(100);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private static void WithoutPolling(WolverineOptions opts)
    {
        opts.Durability.NodeReassignmentPollingTime = TimeSpan.FromHours(1);
        opts.Durability.ScheduledJobPollingTime = TimeSpan.FromHours(1);
        opts.Durability.HealthCheckPollingTime = TimeSpan.FromHours(1);
        opts.Durability.HandledMessageCleanupPollingTime = TimeSpan.FromHours(1);
    }

    private static async Task<int> SaveAsync(Microsoft.Extensions.Hosting.IHost host, RoundTripCounter wire, int messages)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var outbox = scope.ServiceProvider.GetRequiredService<IMartenOutbox>();
        for (var i = 0; i < messages; i++)
            await outbox.PublishAsync(new Counted(i));

        var before = wire.Count;
        await scope.ServiceProvider.GetRequiredService<IDocumentSession>().SaveChangesAsync(TestContext.Current.CancellationToken);
        return wire.Count - before;
    }
}
