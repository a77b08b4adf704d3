using JasperFx.Events.Projections;
using Marten.Events;
using Reo.Testing;

namespace Reo.CritterStack.Conformance.Daemon;

public sealed class waiting_for_projections(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task fails_in_a_store_without_events()
    {
        await using var host = await DaemonHost.StartAsync(
            database.ConnectionString, "empty", options => options.Projections.Add(new Journal("empty"), ProjectionLifecycle.Async, "Empty"));

        var failure = await Should.ThrowAsync<TimeoutException>(() => host.Store.WaitForNonStaleProjectionDataAsync(TimeSpan.FromSeconds(2)));

        failure.Message.ShouldStartWith("No event activity was detected");
    }

    [Fact]
    public async Task is_over_at_once_in_a_store_without_asynchronous_projections()
    {
        await using var host = await DaemonHost.StartAsync(database.ConnectionString, "inline_only", _ => { });
        await host.AppendAsync("acme", "acme/1", new Deposited(1));

        await host.Store.WaitForNonStaleProjectionDataAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task gives_up_after_the_time_allowed_and_says_how_far_each_shard_has_come()
    {
        await using var host = await DaemonHost.StartAsync(
            database.ConnectionString, "late", options => options.Projections.Add(new Journal("late"), ProjectionLifecycle.Async, "Late"));
        await host.AppendAsync("acme", "acme/1", new Deposited(1));
        await host.ProjectedAsync();
        await host.Coordinator.PauseAsync();
        await host.AppendAsync("acme", "acme/1", new Deposited(1));

        var failure = await Should.ThrowAsync<TimeoutException>(() => host.Store.WaitForNonStaleProjectionDataAsync(TimeSpan.FromSeconds(1)));

        failure.Message.ShouldStartWith("The projections timed out before reaching the initial sequence of 2");
        failure.Message.ShouldContain("Late:All");
        failure.Message.ShouldContain("HighWaterMark");
    }

    [Fact]
    public async Task is_over_when_events_of_a_failed_commit_are_the_last_that_were_numbered()
    {
        await using var host = await DaemonHost.StartAsync(
            database.ConnectionString, "failed", options => options.Projections.Add(new Journal("failed"), ProjectionLifecycle.Async, "Failed"));
        await host.AppendAsync("acme", "acme/1", new Deposited(1));
        await host.ExecuteAsync("select nextval('failed.mt_events_sequence'), nextval('failed.mt_events_sequence')");
        await host.AppendAsync("acme", "acme/1", new Deposited(1));

        await host.ProjectedAsync();

        (await host.JournalAsync("failed")).Select(line => line.Sequence).ShouldBe([1, 4]);
    }
}
