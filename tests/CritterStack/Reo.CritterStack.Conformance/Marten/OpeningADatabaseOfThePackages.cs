using JasperFx.Events;
using JasperFx.Events.Projections;
using JasperFx.MultiTenancy;
using Marten;
using Reo.Testing;

namespace Reo.CritterStack.Conformance.Marten;

public sealed class opening_a_database_of_the_packages(opening_a_database_of_the_packages.Database database)
    : IClassFixture<opening_a_database_of_the_packages.Database>
{
    [Fact]
    public async Task reads_its_streams()
    {
        await using var session = database.Store.QuerySession("acme");

        var events = await session.Events.FetchStreamAsync("acme/1", version: 2, token: Cancellation);

        events.Select(e => e.Data).ShouldBe([new AccountOpened("Ada"), new MoneyPaidIn(12.50m)]);
        events[1].Id.ShouldBe(new Guid("c9dd4a54-ca72-4d23-9d8d-74d9483c9d9b"));
        events[1].Timestamp.ShouldBe(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        (await session.Events.FetchStreamStateAsync("acme/1", Cancellation)).ShouldNotBeNull().AggregateType.ShouldBe(typeof(Account));
    }

    [Fact]
    public async Task reads_its_documents_with_their_versions()
    {
        await using var session = database.Store.QuerySession("acme");

        var customer = await session.Query<Customer>().SingleAsync(c => c.Colour == Colour.Green && c.Active, Cancellation);
        (customer.Id, customer.Name, customer.Orders, customer.Credit).ShouldBe(("c1", "Ada", 3, 1.5m));
        (await session.LoadAsync<Price>("p1", Cancellation)).ShouldNotBeNull().Version.ShouldBe(new Guid("11111111-2222-3333-4444-555555555555"));
        (await session.LoadAsync<Draft>("d1", Cancellation)).ShouldNotBeNull().Version.ShouldBe(4);
    }

    [Fact]
    public async Task goes_on_where_it_ended()
    {
        await using var session = database.Store.LightweightSession("acme");

        var stream = await session.Events.FetchForWriting<Account>("acme/1", Cancellation);
        stream.Aggregate.ShouldNotBeNull().Balance.ShouldBe(12.50m);
        stream.CurrentVersion.ShouldBe(2);
        stream.AppendOne(new MoneyPaidIn(1));
        session.Store(new Draft { Id = "d2", Text = "again" });
        await session.SaveChangesAsync(Cancellation);

        stream.Events.ShouldHaveSingleItem().Version.ShouldBe(3);
        stream.Events[0].Sequence.ShouldBeGreaterThan(4);
        (await session.LoadAsync<Account>("acme/1", Cancellation)).ShouldNotBeNull().Balance.ShouldBe(13.50m);
        (await session.LoadAsync<Draft>("d2", Cancellation)).ShouldNotBeNull().Version.ShouldBe(5);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public sealed class Database(PostgresCluster cluster) : IAsyncLifetime
    {
        private readonly PostgresDatabase database = new(cluster);

        public DocumentStore Store { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            await database.InitializeAsync();
            var script = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Marten", "WrittenByThePackages.sql"), Cancellation);
            await using var command = database.DataSource.CreateCommand(script);
            await command.ExecuteNonQueryAsync(Cancellation);

            Store = DocumentStore.For(options =>
            {
                options.Connection(database.ConnectionString);
                options.DatabaseSchemaName = "app";
                options.Events.StreamIdentity = StreamIdentity.AsString;
                options.Events.TenancyStyle = TenancyStyle.Conjoined;
                options.Events.AppendMode = EventAppendMode.Quick;
                options.Events.EnableUniqueIndexOnEventId = true;
                options.Policies.AllDocumentsAreMultiTenanted();
                options.Projections.Add(new AccountProjection(), ProjectionLifecycle.Inline);
            });
        }

        public async ValueTask DisposeAsync()
        {
            await Store.DisposeAsync();
            await database.DisposeAsync();
        }
    }
}
