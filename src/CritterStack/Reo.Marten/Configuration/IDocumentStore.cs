using System.Data;
using JasperFx.Events.Daemon;
using Marten.Services;
using Microsoft.Extensions.Logging;

namespace Marten;

public interface IDocumentStore : IDisposable, IAsyncDisposable
{
    IReadOnlyStoreOptions Options { get; }

    IMartenStorage Storage { get; }

    AdvancedOperations Advanced { get; }

    IDocumentSession OpenSession(SessionOptions options);

    IDocumentSession LightweightSession(IsolationLevel isolationLevel = IsolationLevel.ReadCommitted);

    IDocumentSession LightweightSession(string tenantId, IsolationLevel isolationLevel = IsolationLevel.ReadCommitted);

    IDocumentSession LightweightSession(SessionOptions options);

    IQuerySession QuerySession();

    IQuerySession QuerySession(string tenantId);

    IQuerySession QuerySession(SessionOptions options);

    ValueTask<IProjectionDaemon> BuildProjectionDaemonAsync(string? tenantIdOrDatabaseIdentifier = null, ILogger? logger = null);
}
