using System.Text.Json.Serialization;
using JasperFx;
using JasperFx.Events;
using JasperFx.MultiTenancy;
using Marten;
using Marten.Exceptions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Reo.Testing;
using Weasel.Core;

namespace Reo.CritterStack.Conformance.Marten;

public sealed class configuring_the_store(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public void happens_in_parts_after_the_main_one()
    {
        var parts = new List<string>();
        var builder = Builder();
        builder.Services.ConfigureMarten(_ => parts.Add("early"));
        builder.Services.AddMarten(options =>
        {
            parts.Add("main");
            Configure(options, "parts");
        }).UseLightweightSessions();
        builder.Services.ConfigureMarten((services, options) => parts.Add($"late, {services.GetRequiredService<Greeting>().Text} {options.DatabaseSchemaName}"));
        builder.Services.AddSingleton(new Greeting("hello"));
        using var host = builder.Build();

        host.Services.GetRequiredService<IDocumentStore>().ShouldNotBeNull();

        parts.ShouldBe(["main", "early", "late, hello parts"]);
    }

    [Fact]
    public async Task gives_the_container_a_store_and_scoped_sessions()
    {
        var builder = Builder();
        builder.Services.AddMarten(options => Configure(options, "scoped")).UseLightweightSessions();
        using var host = builder.Build();
        await using var scope = host.Services.CreateAsyncScope();

        var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
        var reading = scope.ServiceProvider.GetRequiredService<IQuerySession>();

        session.DocumentStore.ShouldBeSameAs(host.Services.GetRequiredService<IDocumentStore>());
        scope.ServiceProvider.GetRequiredService<IDocumentSession>().ShouldBeSameAs(session);
        reading.ShouldNotBeSameAs(session);
        session.Store(new Customer { Id = "from the container" });
        await session.SaveChangesAsync(Cancellation);
        (await reading.LoadAsync<Customer>("from the container", Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task can_make_the_tables_at_start_with_the_containers_data_source()
    {
        var builder = Builder();
        builder.Services.AddSingleton(NpgsqlDataSource.Create(database.ConnectionString));
        builder.Services.AddMarten(options =>
        {
            options.DatabaseSchemaName = "at_start";
            UseEvents(options);
            options.Events.AddEventType<MoneyPaidIn>();
            options.Schema.For<Customer>();
        }).UseLightweightSessions().UseNpgsqlDataSource().ApplyAllDatabaseChangesOnStartup();
        using var host = builder.Build();

        await host.StartAsync(Cancellation);
        await host.StopAsync(Cancellation);

        (await TablesAsync("at_start")).Intersect(["mt_doc_customer", "mt_events", "mt_streams"]).Order().ShouldBe(["mt_doc_customer", "mt_events", "mt_streams"]);
    }

    [Fact]
    public async Task makes_a_documents_table_when_it_is_first_used()
    {
        await using var store = DocumentStore.For(options => Configure(options, "lazily"));
        await using var session = store.LightweightSession();

        (await session.LoadAsync<Customer>("nobody", Cancellation)).ShouldBeNull();

        (await TablesAsync("lazily")).ShouldContain("mt_doc_customer");
    }

    [Fact]
    public async Task can_forbid_making_tables()
    {
        await using var store = DocumentStore.For(options =>
        {
            Configure(options, "forbidden");
            options.AutoCreateSchemaObjects = AutoCreate.None;
        });
        await using var session = store.LightweightSession();
        session.Store(new Customer { Id = "1" });

        var failure = await Should.ThrowAsync<MartenCommandException>(() => session.SaveChangesAsync(Cancellation));

        failure.InnerException.ShouldBeOfType<PostgresException>().SqlState.ShouldBe(PostgresErrorCodes.UndefinedTable);
    }

    [Fact]
    public async Task takes_a_schema_name_in_any_case_and_another_schema_for_events()
    {
        await using var store = DocumentStore.For(options =>
        {
            Configure(options, "Papers");
            options.Events.DatabaseSchemaName = "Facts";
            options.Events.AddEventType<MoneyPaidIn>();
            options.Schema.For<Customer>();
        });
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();

        store.Options.DatabaseSchemaName.ShouldBe("papers");
        (await TablesAsync("papers")).ShouldContain("mt_doc_customer");
        (await TablesAsync("papers")).ShouldNotContain("mt_events");
        (await TablesAsync("facts")).ShouldContain("mt_events");
    }

    [Fact]
    public async Task keeps_documents_of_all_tenants_together_unless_told_otherwise()
    {
        await using var store = DocumentStore.For(options =>
        {
            Configure(options, "tenancy");
            options.Schema.For<Note>().MultiTenanted();
        });
        await using var session = store.LightweightSession("acme");
        session.Store(new Customer { Id = "everybody's" });
        var note = new Note();
        session.Store(note);
        await session.SaveChangesAsync(Cancellation);

        await using var other = store.QuerySession("beta");
        (await other.LoadAsync<Customer>("everybody's", Cancellation)).ShouldNotBeNull();
        (await other.LoadAsync<Note>(note.Id, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task can_write_json_in_another_style()
    {
        await using var store = DocumentStore.For(options =>
        {
            Configure(options, "json");
            options.UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase, json => json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull);
        });
        await using var session = store.LightweightSession();
        session.Store(new Customer { Id = "json", Colour = Colour.Green });
        session.Events.Append("json", new MoneyPaidIn(2));
        await session.SaveChangesAsync(Cancellation);

        (await session.Query<Customer>().Where(c => c.Colour == Colour.Green && c.Orders == 0).ToListAsync(Cancellation)).ShouldHaveSingleItem();
        await using var command = database.DataSource.CreateCommand("select data ->> 'colour', data ? 'name', (select data::text from json.mt_events) from json.mt_doc_customer");
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        await reader.ReadAsync(Cancellation);
        (reader.GetString(0), reader.GetBoolean(1), reader.GetString(2)).ShouldBe(("Green", false, "{\"amount\": 2}"));
    }

    [Fact]
    public async Task can_be_asked_for_statistics_and_emptied()
    {
        await using var store = DocumentStore.For(options => Configure(options, "emptied"));
        await using var session = store.LightweightSession("acme");
        session.Store(new Customer { Id = "1" });
        session.Events.Append("acme/1", new MoneyPaidIn(1), new MoneyPaidIn(2));
        session.Events.Append("acme/2", new MoneyPaidIn(1));
        await session.SaveChangesAsync(Cancellation);

        var before = await store.Advanced.FetchEventStoreStatistics(token: Cancellation);
        (before.EventCount, before.StreamCount, before.EventSequenceNumber).ShouldBe((3, 2, 3));
        (await store.Advanced.AllProjectionProgress(token: Cancellation)).ShouldBeEmpty();
        await store.Advanced.Clean.DeleteAllDocumentsAsync(Cancellation);
        await store.Advanced.Clean.DeleteAllEventDataAsync(Cancellation);

        var after = await store.Advanced.FetchEventStoreStatistics(token: Cancellation);
        (after.EventCount, after.StreamCount, after.EventSequenceNumber).ShouldBe((0, 0, 1));
        (await session.LoadAsync<Customer>("1", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task can_remove_all_tables_and_make_them_again()
    {
        await using var store = DocumentStore.For(options => Configure(options, "removed"));
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await store.Advanced.Clean.CompletelyRemoveAllAsync(Cancellation);
        (await TablesAsync("removed")).ShouldBeEmpty();

        await using var again = DocumentStore.For(options => Configure(options, "removed"));
        await using var session = again.LightweightSession();
        session.Events.Append("again", new MoneyPaidIn(1));
        await session.SaveChangesAsync(Cancellation);

        (await session.Events.FetchStreamAsync("again", token: Cancellation)).ShouldHaveSingleItem().Version.ShouldBe(1);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static HostApplicationBuilder Builder()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        return builder;
    }

    private static void UseEvents(StoreOptions options)
    {
        options.Events.StreamIdentity = StreamIdentity.AsString;
        options.Events.TenancyStyle = TenancyStyle.Conjoined;
        options.Events.AppendMode = EventAppendMode.Quick;
    }

    private void Configure(StoreOptions options, string schema)
    {
        options.Connection(database.ConnectionString);
        options.DatabaseSchemaName = schema;
        UseEvents(options);
    }

    private async Task<List<string>> TablesAsync(string schema)
    {
        await using var command = database.DataSource.CreateCommand("select tablename from pg_tables where schemaname = $1");
        command.Parameters.Add(new() { Value = schema });
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var tables = new List<string>();
        while (await reader.ReadAsync(Cancellation))
            tables.Add(reader.GetString(0));
        return tables;
    }

    private sealed record Greeting(string Text);
}
