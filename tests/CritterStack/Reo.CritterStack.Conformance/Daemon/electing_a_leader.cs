using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten.Events;
using Reo.Testing;

namespace Reo.CritterStack.Conformance.Daemon;

public sealed class electing_a_leader(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task only_one_of_two_hosts_projects_and_the_other_takes_over_when_it_stops()
    {
        var first = await StartAsync("handover", "Handover", 1);
        await first.AppendAsync("acme", "acme/1", new Deposited(1));
        await first.ProjectedAsync();
        await using var second = await StartAsync("handover", "Handover", 2);
        await second.AppendAsync("acme", "acme/1", new Deposited(2));
        await second.ProjectedAsync();

        await first.DisposeAsync();
        await second.AppendAsync("acme", "acme/1", new Deposited(3));
        await second.ProjectedAsync();

        (await second.JournalAsync("Handover")).Select(line => (line.Sequence, line.Call / 1000)).ShouldBe([(1, 1), (2, 1), (3, 2)]);
    }

    [Fact]
    public async Task a_leader_that_is_paused_stays_leader()
    {
        await using var first = await StartAsync("paused", "Paused", 1);
        await first.AppendAsync("acme", "acme/1", new Deposited(1));
        await first.ProjectedAsync();
        await using var second = await StartAsync("paused", "Paused", 2);

        await first.Coordinator.PauseAsync();
        await first.AppendAsync("acme", "acme/1", new Deposited(2));
        await Should.ThrowAsync<TimeoutException>(() => second.Store.WaitForNonStaleProjectionDataAsync(TimeSpan.FromSeconds(7)));
        await first.Coordinator.ResumeAsync();
        await second.ProjectedAsync();

        (await second.JournalAsync("Paused")).Select(line => (line.Sequence, line.Call / 1000)).ShouldBe([(1, 1), (2, 1)]);
    }

    [Fact]
    public async Task every_event_is_projected_once_while_the_hosts_lose_their_connections()
    {
        await using var first = await StartAsync("killing", "Killing", 1);
        await using var second = await StartAsync("killing", "Killing", 2);
        const int Events = 60;
        for (var i = 0; i < Events; i++)
        {
            await Persist(() => first.AppendAsync("acme", $"acme/{i}", new Deposited(i)));
            if (i % 20 == 10)
                await first.ExecuteAsync(
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        }

        await DaemonHost.UntilAsync(async () => await first.ProgressAsync("Killing:All") >= Events);

        var committed = await first.ScalarAsync<long[]>("select array_agg(seq_id order by seq_id) from killing.mt_events");
        committed.Length.ShouldBeGreaterThanOrEqualTo(Events);
        await DaemonHost.UntilAsync(async () => await first.ProgressAsync("Killing:All") >= committed[^1]);
        (await first.JournalAsync("Killing")).Select(line => line.Sequence).ShouldBe(committed);
    }

    // Killed connections come out of the pool once each; a client tries again.
    private static async Task Persist(Func<Task> work)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await work();
                return;
            }
            catch (Exception) when (attempt < 50)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);
            }
        }
    }

    private Task<DaemonHost> StartAsync(string schema, string name, int host) =>
        DaemonHost.StartAsync(
            database.ConnectionString,
            schema,
            options => options.Projections.Add(new Journal(name, calls: host * 1000), ProjectionLifecycle.Async, name),
            DaemonMode.HotCold);
}
