using Marten;
using Reo.Testing;

namespace Reo.CritterStack.Promises.Marten;

public sealed class saving_many_events(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private const int Handful = 5;

    [Fact]
    public async Task a_thousand_over_400_streams_of_three_tenants_takes_a_handful_of_round_trips()
    {
        await using var wire = new RoundTripCounter(database.ConnectionString);
        await using var store = EventStore.Open(wire.ConnectionString);
        await SaveAsync(store, wire, events: 3, streams: 3);

        (await SaveAsync(store, wire, events: 1000, streams: 400)).ShouldBeLessThanOrEqualTo(Handful);
        (await SaveAsync(store, wire, events: 3, streams: 3)).ShouldBe(2);
    }

    [Fact]
    public async Task together_with_documents_and_sql_takes_a_handful_of_round_trips()
    {
        await using var wire = new RoundTripCounter(database.ConnectionString);
        await using var store = EventStore.Open(wire.ConnectionString);
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await using var session = store.LightweightSession("acme");
        await session.LoadAsync<Paper>("none", Cancellation);
        session.Events.Append("acme/with", new Counted(1));
        session.Store(Enumerable.Range(0, 100).Select(i => new Paper { Id = $"p{i}" }));
        session.Insert(new Paper { Id = "inserted" });
        session.QueueSqlCommand("select ?", 1);

        var before = wire.Count;
        await session.SaveChangesAsync(Cancellation);

        (wire.Count - before).ShouldBeLessThanOrEqualTo(Handful);
    }

    [Fact]
    public async Task writes_each_tenants_events_under_its_own_streams()
    {
        await using var store = EventStore.Open(database.ConnectionString);
        await using var session = store.LightweightSession("one");
        for (var i = 0; i < 300; i++)
            session.ForTenant($"t{i % 3}").Events.Append($"t{i % 3}/own/{i % 30}", new Counted(i));
        await session.SaveChangesAsync(Cancellation);

        for (var tenant = 0; tenant < 3; tenant++)
        {
            for (var stream = tenant; stream < 30; stream += 3)
            {
                var stored = await session.ForTenant($"t{tenant}").Events.FetchStreamAsync($"t{tenant}/own/{stream}", token: Cancellation);
                stored.Select(e => e.Version).ShouldBe(Enumerable.Range(1, 10).Select(version => (long)version));
                stored.Select(e => ((Counted)e.Data).Number).ShouldBe(Enumerable.Range(0, 10).Select(i => stream + 30 * i));
            }
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static async Task<int> SaveAsync(DocumentStore store, RoundTripCounter wire, int events, int streams)
    {
        await using var session = store.LightweightSession("t0");
        for (var i = 0; i < events; i++)
        {
            var tenant = $"t{i % streams % 3}";
            session.ForTenant(tenant).Events.Append($"{tenant}/many/{i % streams}", new Counted(i));
        }

        var before = wire.Count;
        await session.SaveChangesAsync(Cancellation);
        return wire.Count - before;
    }

    public sealed class Paper
    {
        public string Id { get; set; } = "";
    }
}
