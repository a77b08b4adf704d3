using JasperFx.Events;
using Marten;
using Marten.Exceptions;
using Npgsql;
using Reo.Testing;

namespace Reo.CritterStack.Promises.Marten;

public sealed class making_tables(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task works_when_several_hosts_start_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            await using var store = EventStore.Open(database.ConnectionString, options =>
            {
                options.DatabaseSchemaName = "together";
                options.Schema.For<Paper>();
            });
            await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
            await using var session = store.LightweightSession("acme");
            session.Events.Append("acme/1", new Counted(1));
            await session.SaveChangesAsync(TestContext.Current.CancellationToken);
        }));

        await using var command = database.DataSource.CreateCommand("select count(*) from together.mt_events");
        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(8L);
    }

    [Fact]
    public async Task needs_no_right_to_when_there_is_nothing_to_make()
    {
        await using (var owner = EventStore.Open(database.ConnectionString, Configure))
            await owner.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await ExecuteAsync(
            """
            create role guest login password 'guest';
            grant usage on schema rights to guest;
            grant select, insert, update, delete on all tables in schema rights to guest;
            grant select, usage on all sequences in schema rights to guest
            """);

        await using (var store = EventStore.Open(Guest(), Configure))
        {
            await using var session = store.LightweightSession("acme");
            session.Events.Append("acme/1", new Counted(1));
            session.Store(new Paper { Id = "p" });
            await session.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await ExecuteAsync("drop owned by guest; drop role guest");

        static void Configure(StoreOptions options)
        {
            options.DatabaseSchemaName = "rights";
            options.Schema.For<Paper>();
        }
    }

    [Fact]
    public async Task of_another_kind_of_event_store_than_supplied_is_refused_by_name()
    {
        await using var store = EventStore.Open(database.ConnectionString, options => options.Events.StreamIdentity = StreamIdentity.AsGuid);
        await using var session = store.LightweightSession("acme");
        session.Events.Append("acme/1", new Counted(1));

        var refusal = await Should.ThrowAsync<MartenNotSupportedException>(() => session.SaveChangesAsync(TestContext.Current.CancellationToken));

        refusal.Message.ShouldContain("StreamIdentity.AsString");
    }

    private string Guest() =>
        new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = "guest", Password = "guest" }.ConnectionString;

    private async Task ExecuteAsync(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public sealed class Paper
    {
        public string Id { get; set; } = "";
    }
}
