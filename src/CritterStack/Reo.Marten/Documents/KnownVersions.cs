namespace Marten.Documents;

/// <summary>The versions of optimistic documents that one session has read or written.</summary>
internal sealed class KnownVersions
{
    private readonly Dictionary<(Type Type, string TenantId, object Id), Guid> _versions = [];

    public void Remember(DocumentStorage storage, string tenantId, object id, Guid version) =>
        _versions[(storage.DocumentType, tenantId, id)] = version;

    public Guid? Find(DocumentStorage storage, string tenantId, object id) =>
        _versions.TryGetValue((storage.DocumentType, tenantId, id), out var version) ? version : null;
}
