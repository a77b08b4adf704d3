using Marten.Documents;

namespace Marten.Sessions;

/// <summary>Another tenant's part of a session's unit of work.</summary>
internal sealed class TenantOperations(DocumentSession parent, string tenantId)
    : DocumentOperations(parent.Owner, parent.Database, tenantId, parent.Timeout, ownsConnection: false), ITenantOperations
{
    public IDocumentSession Parent => parent;

    public override UnitOfWork Work => parent.Work;

    protected override KnownVersions Known => parent.Versions;

    public override ITenantOperations ForTenant(string tenantId) => parent.ForTenant(tenantId);

    protected override void Stored(object id, object document) => parent.AddedForStorage(id, document);

    protected override void Loaded(DocumentStorage storage, object document) => parent.Loaded(storage.IdOf(document), document);
}
