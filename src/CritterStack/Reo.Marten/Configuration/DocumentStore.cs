using System.Data;
using JasperFx.Events.Daemon;
using Marten.Events.Daemon;
using Marten.Schema;
using Marten.Services;
using Marten.Sessions;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marten;

public sealed class DocumentStore : IDocumentStore
{
    private readonly bool _ownsDataSource;

    public DocumentStore(StoreOptions options)
    {
        Options = options;
        options.Freeze();
        _ownsDataSource = options.DataSource is null;
        DataSource = options.DataSource ?? CreateDataSource(options.ConnectionString);
        Schema = new DatabaseSchema(DataSource, options);
        var database = new MartenDatabase(this);
        Storage = database;
        Advanced = new AdvancedOperations(this, database);
    }

    public StoreOptions Options { get; }

    IReadOnlyStoreOptions IDocumentStore.Options => Options;

    public IMartenStorage Storage { get; }

    public AdvancedOperations Advanced { get; }

    internal NpgsqlDataSource DataSource { get; }

    internal DatabaseSchema Schema { get; }

    /// <summary>Raised after each commit of events.</summary>
    internal CommitSignal EventsCommitted { get; } = new();

    public static DocumentStore For(string connectionString) => For(options => options.Connection(connectionString));

    public static DocumentStore For(Action<StoreOptions> configure)
    {
        var options = new StoreOptions();
        configure(options);
        return new DocumentStore(options);
    }

    public IDocumentSession OpenSession(SessionOptions options) => new DocumentSession(this, options);

    public IDocumentSession LightweightSession(IsolationLevel isolationLevel = IsolationLevel.ReadCommitted) =>
        OpenSession(new SessionOptions { IsolationLevel = isolationLevel });

    public IDocumentSession LightweightSession(string tenantId, IsolationLevel isolationLevel = IsolationLevel.ReadCommitted) =>
        OpenSession(new SessionOptions { TenantId = tenantId, IsolationLevel = isolationLevel });

    public IDocumentSession LightweightSession(SessionOptions options) => OpenSession(options);

    public IQuerySession QuerySession() => QuerySession(new SessionOptions());

    public IQuerySession QuerySession(string tenantId) => QuerySession(new SessionOptions { TenantId = tenantId });

    public IQuerySession QuerySession(SessionOptions options) =>
        new QuerySession(this, new SessionConnection(DataSource, options), options.TenantId, options.Timeout);

    public ValueTask<IProjectionDaemon> BuildProjectionDaemonAsync(string? tenantIdOrDatabaseIdentifier = null, ILogger? logger = null) =>
        ProjectionDaemon.BuildAsync(this, logger);

    public void Dispose()
    {
        if (_ownsDataSource)
            DataSource.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (_ownsDataSource)
            await DataSource.DisposeAsync();
    }

    /// <summary>Creates everything that is configured, and the event tables in any case.</summary>
    internal async Task EnsureStorageAsync(CancellationToken ct)
    {
        await Schema.EnsureAllAsync(ct);
        await Schema.EnsureEventsAsync(ct);
    }

    /// <summary>Statements that repeat are prepared, unless the connection string says otherwise.</summary>
    private static NpgsqlDataSource CreateDataSource(string? connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString
            ?? throw new InvalidOperationException("The store has no database. Call StoreOptions.Connection() with a connection string or an NpgsqlDataSource."));
        if (!settings.ContainsKey("Max Auto Prepare"))
            (settings.MaxAutoPrepare, settings.AutoPrepareMinUsages) = (50, 2);
        settings.IncludeFailedBatchedCommand = true;
        return NpgsqlDataSource.Create(settings);
    }
}
