using JasperFx;
using JasperFx.Events.Daemon;
using Reo.CritterStack.Promises.HighWater;
using Reo.Testing;

namespace Reo.CritterStack.Promises.Daemon;

public sealed class two_processes_at_one_projection(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task apply_each_event_once_even_if_nobody_chose_between_them()
    {
        await using var first = await Node.StartAsync(database, "solo", DaemonMode.Solo);
        await using var second = await Node.StartAsync(database, "solo", DaemonMode.Solo);

        for (var i = 0; i < 100; i++)
            await first.AppendAsync();
        await EventStore.UntilAsync(async () => await first.ProgressAsync() == 100);

        (await first.JournalAsync()).ShouldBe(Enumerable.Range(1, 100).Select(seq => (long)seq));
    }

    [Fact]
    public async Task agree_on_a_rebuild_that_one_of_them_begins_while_the_other_projects()
    {
        await using var first = await Node.StartAsync(database, "rebuild", DaemonMode.Solo);
        await using var second = await Node.StartAsync(database, "rebuild", DaemonMode.Solo);
        for (var i = 0; i < 50; i++)
            await first.AppendAsync();
        await EventStore.UntilAsync(async () => await first.ProgressAsync() == 50);

        await second.Daemon.RebuildProjectionAsync("Journal", TestContext.Current.CancellationToken);

        (await first.JournalAsync()).ShouldBe(Enumerable.Range(1, 50).Select(seq => (long)seq));
        (await first.ProgressAsync()).ShouldBe(50);
    }

    [Fact]
    public async Task never_overlap_when_the_leader_loses_the_connection_of_its_lock_in_the_middle_of_a_page()
    {
        await using var first = await Node.StartAsync(database, "lock", DaemonMode.HotCold);
        await EventStore.UntilAsync(() => Task.FromResult(first.Status == AgentStatus.Running));
        await using var second = await Node.StartAsync(database, "lock", DaemonMode.HotCold);
        await first.AppendAsync();
        await EventStore.UntilAsync(async () => await first.ProgressAsync() == 1);
        second.Status.ShouldBe(AgentStatus.Stopped);

        await first.InsidePage.WaitAsync(TestContext.Current.CancellationToken);
        await first.Gate.WaitAsync(TestContext.Current.CancellationToken);
        await first.AppendAsync();
        await first.InsidePage.WaitAsync(TestContext.Current.CancellationToken);
        await first.KillLeaderAsync();

        // Its page is given up although the projection would have waited for ever.
        await EventStore.UntilAsync(() => Task.FromResult(first.Status == AgentStatus.Stopped));
        first.Gate.Release();
        await EventStore.UntilAsync(async () => await second.ProgressAsync() == 2);
        await second.AppendAsync();
        await EventStore.UntilAsync(async () => await second.ProgressAsync() == 3);

        (await second.JournalAsync()).ShouldBe([1, 2, 3]);
        new[] { first.Status, second.Status }.Count(status => status == AgentStatus.Running).ShouldBe(1);
    }
}
