using Npgsql;

namespace Marten.Sessions;

internal sealed class TenantOperations(DocumentSession parent, string tenantId) : DocumentOperations(parent.Owner, tenantId), ITenantOperations
{
    public IDocumentSession Parent => parent;

    public override NpgsqlConnection Connection => parent.Connection;

    public override UnitOfWork Work => parent.Work;

    public override ITenantOperations ForTenant(string tenantId) => parent.ForTenant(tenantId);

    public override void Dispose()
    {
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
