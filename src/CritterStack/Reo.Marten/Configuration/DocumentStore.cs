using System.Data;
using JasperFx.Events.Daemon;
using Marten.Events.Daemon;
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
        _ownsDataSource = options.DataSource is null;
        DataSource = options.DataSource ?? NpgsqlDataSource.Create(options.ConnectionString
            ?? throw new InvalidOperationException("The store has no database. Call StoreOptions.Connection() with a connection string or an NpgsqlDataSource."));
        Storage = null!;
        Advanced = null!;
    }

    public StoreOptions Options { get; }

    IReadOnlyStoreOptions IDocumentStore.Options => Options;

    public IMartenStorage Storage { get; }

    public AdvancedOperations Advanced { get; }

    internal NpgsqlDataSource DataSource { get; }

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

    public IQuerySession QuerySession() => OpenSession(new SessionOptions());

    public IQuerySession QuerySession(string tenantId) => OpenSession(new SessionOptions { TenantId = tenantId });

    public IQuerySession QuerySession(SessionOptions options) => OpenSession(options);

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

    /// <summary>Creates what is missing in the database, once per process.</summary>
    internal Task EnsureStorageAsync(CancellationToken ct) => Task.CompletedTask;
}
