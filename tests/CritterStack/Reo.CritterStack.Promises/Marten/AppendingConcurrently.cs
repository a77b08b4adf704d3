using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten.Events.Aggregation;
using Reo.Testing;

namespace Reo.CritterStack.Promises.Marten;

public sealed class appending_concurrently(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private const int Writers = 100;

    [Fact]
    public async Task to_one_stream_without_an_expected_version_never_conflicts()
    {
        await using var store = EventStore.Open(database.ConnectionString);

        await InParallelAsync(async writer =>
        {
            await using var session = store.LightweightSession("acme");
            session.Events.Append("acme/busy", new Counted(writer), new Counted(writer));
            await session.SaveChangesAsync(Cancellation);
        });

        await using var reading = store.QuerySession("acme");
        var events = await reading.Events.FetchStreamAsync("acme/busy", token: Cancellation);
        events.Select(e => e.Version).ShouldBe(Enumerable.Range(1, 2 * Writers).Select(version => (long)version));
        events.Select(e => e.Sequence).ShouldBeInOrder(SortDirection.Ascending);
        events.Select(e => ((Counted)e.Data).Number).Chunk(2).ShouldAllBe(pair => pair[0] == pair[1]);
    }

    [Fact]
    public async Task to_the_same_streams_in_opposite_orders_never_deadlocks()
    {
        await using var store = EventStore.Open(database.ConnectionString);
        var streams = Enumerable.Range(0, 20).Select(i => $"acme/crossing/{i}").ToArray();

        await InParallelAsync(async writer =>
        {
            await using var session = store.LightweightSession("acme");
            foreach (var stream in writer % 2 == 0 ? streams : streams.Reverse())
                session.Events.Append(stream, new Counted(writer));
            await session.SaveChangesAsync(Cancellation);
        });

        await using var reading = store.QuerySession("acme");
        foreach (var stream in streams)
            (await reading.Events.FetchStreamStateAsync(stream, Cancellation)).ShouldNotBeNull().Version.ShouldBe(Writers);
    }

    [Fact]
    public async Task with_expected_versions_lets_one_of_each_version_through()
    {
        await using var store = EventStore.Open(database.ConnectionString);
        var refused = 0;

        await InParallelAsync(async writer =>
        {
            await using var session = store.LightweightSession("acme");
            session.Events.Append("acme/contested", writer % 10 + 1, new Counted(writer));
            try
            {
                await session.SaveChangesAsync(Cancellation);
            }
            catch (EventStreamUnexpectedMaxEventIdException)
            {
                Interlocked.Increment(ref refused);
            }
        });

        await using var reading = store.QuerySession("acme");
        var events = await reading.Events.FetchStreamAsync("acme/contested", token: Cancellation);
        events.Count.ShouldBe(Writers - refused);
        events.ShouldAllBe(e => ((Counted)e.Data).Number % 10 + 1 == e.Version);
    }

    [Fact]
    public async Task loses_nothing_in_an_inline_projection()
    {
        await using var store = EventStore.Open(database.ConnectionString, options => options.Projections.Add(new TotalProjection(), ProjectionLifecycle.Inline));

        await InParallelAsync(async writer =>
        {
            await using var session = store.LightweightSession("acme");
            session.Events.Append("acme/total", new Added(writer));
            await session.SaveChangesAsync(Cancellation);
        });

        await using var reading = store.QuerySession("acme");
        var total = (await reading.LoadAsync<Total>("acme/total", Cancellation)).ShouldNotBeNull();
        (total.Sum, total.Version).ShouldBe((Enumerable.Range(0, Writers).Sum(), Writers));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Task InParallelAsync(Func<int, Task> write) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, Writers),
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancellation },
            async (writer, _) => await write(writer));

    public sealed record Added(int Number);

    public sealed class Total
    {
        public string Id { get; set; } = "";

        public long Version { get; set; }

        public int Sum { get; set; }
    }

    public sealed class TotalProjection : SingleStreamProjection<Total, string>
    {
        public TotalProjection() => IncludeType<Added>();

        public override Total? Evolve(Total? snapshot, string id, IEvent e)
        {
            snapshot ??= new Total { Id = id };
            snapshot.Sum += ((Added)e.Data).Number;
            return snapshot;
        }
    }
}
