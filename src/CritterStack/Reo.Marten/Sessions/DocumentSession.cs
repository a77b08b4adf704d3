using Marten.Services;
using Npgsql;

namespace Marten.Sessions;

internal sealed class DocumentSession(DocumentStore store, SessionOptions options) : DocumentOperations(store, options.TenantId), IDocumentSession
{
    private NpgsqlConnection? _connection = options.Connection;

    public override NpgsqlConnection Connection => _connection ??= Owner.DataSource.CreateConnection();

    public override UnitOfWork Work { get; } = new();

    public IUnitOfWork PendingChanges => Work;

    public IList<IDocumentSessionListener> Listeners { get; } = [.. store.Options.Listeners, .. options.Listeners];

    public override ITenantOperations ForTenant(string tenantId) => new TenantOperations(this, tenantId);

    public ValueTask BeginTransactionAsync(CancellationToken token) => throw new NotSupportedException();

    public Task SaveChangesAsync(CancellationToken token = default) => throw new NotSupportedException();

    public override void Dispose() => _connection?.Dispose();

    public override ValueTask DisposeAsync() => _connection?.DisposeAsync() ?? ValueTask.CompletedTask;
}
