using JasperFx.Events;
using JasperFx.Events.Projections;
using JasperFx.MultiTenancy;
using Marten;
using Npgsql;
using Reo.Testing;

namespace Reo.CritterStack.Conformance.Marten;

/// <summary>A store as the project configures it, in a database of its own; one for the tests of a class.</summary>
public sealed class MartenStore(PostgresCluster cluster) : IAsyncLifetime
{
    private readonly PostgresDatabase database = new(cluster);
    private DocumentStore? store;

    public string ConnectionString => database.ConnectionString;

    public NpgsqlDataSource DataSource => database.DataSource;

    public DocumentStore Store => store ?? throw new InvalidOperationException("The store is opened in InitializeAsync.");

    /// <summary>A unit of work of tenant <c>acme</c>, or of the one named.</summary>
    public IDocumentSession Session(string tenant = "acme") => Store.LightweightSession(tenant);

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        store = Open();
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
    }

    /// <summary>Another store on the same database.</summary>
    public DocumentStore Open(Action<StoreOptions>? configure = null) => DocumentStore.For(options =>
    {
        Configure(options);
        configure?.Invoke(options);
    });

    public void Configure(StoreOptions options)
    {
        options.Connection(ConnectionString);
        options.DatabaseSchemaName = "app";
        options.Events.StreamIdentity = StreamIdentity.AsString;
        options.Events.TenancyStyle = TenancyStyle.Conjoined;
        options.Events.AppendMode = EventAppendMode.Quick;
        options.Events.EnableUniqueIndexOnEventId = true;
        options.Policies.AllDocumentsAreMultiTenanted();
        options.Schema.For<Country>().Identity(country => country.Code).DocumentAlias("land").SingleTenanted();
        options.Schema.For<Contract>().UseOptimisticConcurrency(true);
        options.Projections.Add(new AccountProjection(), ProjectionLifecycle.Inline);
        options.Projections.Add(new StatementProjection(), ProjectionLifecycle.Live);
    }

    /// <summary>The rows of a query, each as its values joined by a bar.</summary>
    public async Task<List<string>> RowsAsync(string sql)
    {
        await using var command = DataSource.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(column => reader.IsDBNull(column) ? "null" : $"{reader.GetValue(column)}")));
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        if (store is not null)
            await store.DisposeAsync();
        await database.DisposeAsync();
    }
}
