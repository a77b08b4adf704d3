using Npgsql;
using Reo.Testing;

namespace Reo.CritterStack.Promises.HighWater;

public sealed class reading_while_many_append(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private const int Appenders = 8;
    private const int AppendsEach = 60;
    private const int Readers = 3;

    [Fact]
    public async Task every_committed_event_is_seen_once_and_in_order_by_whoever_follows_the_mark()
    {
        await using var store = await EventStore.StartAsync(database.ConnectionString, "stress");
        using var finished = new CancellationTokenSource();

        var reading = Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => FollowAsync(store, finished.Token)));
        await Task.WhenAll(Enumerable.Range(0, Appenders).Select(appender => AppendAsync(store, appender)));
        await finished.CancelAsync();
        var seenByEach = await reading;
        await store.ProjectedAsync();

        var committed = await store.CommittedAsync();
        committed.Length.ShouldBeGreaterThan(Appenders * AppendsEach / 2);
        committed.Length.ShouldBeLessThan((int)committed[^1], "Some must have failed, for there to be gaps");
        foreach (var seen in seenByEach)
            seen.ShouldBe(committed);
        (await store.NotedAsync()).ShouldBe(committed);
    }

    /// <summary>Reads as fast as it can what the mark releases, and once more when all appends are over.</summary>
    private static async Task<List<long>> FollowAsync(EventStore store, CancellationToken finished)
    {
        var seen = new List<long>();
        var detector = store.NewDetector();
        long read = 0;
        bool last;
        do
        {
            last = finished.IsCancellationRequested;
            var mark = await detector.ReadAsync(CancellationToken.None);
            mark.ShouldBeGreaterThanOrEqualTo(read);
            if (mark > read)
                seen.AddRange(await store.ArrayAsync($"select seq_id from stress.mt_events where seq_id > {read} and seq_id <= {mark} order by seq_id"));
            read = mark;
        }
        while (!last);

        return seen;
    }

    /// <summary>Appends that take their time, and of which some are rolled back and some lose their connection.</summary>
    private static async Task AppendAsync(EventStore store, int appender)
    {
        var random = new Random(appender);
        for (var i = 0; i < AppendsEach; i++)
        {
            await using var append = await store.AppendOpenAsync($"acme/{appender}");
            var end = random.Next(10);
            if (random.Next(4) == 0)
                await Task.Delay(random.Next(40), TestContext.Current.CancellationToken);
            if (random.Next(5) == 0)
                await append.AppendAsync($"acme/{appender}");

            switch (end)
            {
                case 0 or 1:
                    await append.RollbackAsync();
                    break;
                case 2:
                    await store.ExecuteAsync($"select pg_terminate_backend({append.ProcessId})");
                    await Should.ThrowAsync<NpgsqlException>(append.CommitAsync);
                    break;
                default:
                    await append.CommitAsync();
                    break;
            }
        }
    }
}
