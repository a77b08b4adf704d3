using System.Collections.Concurrent;

namespace Marten.Documents;

/// <summary>The document types that were configured or met.</summary>
internal sealed class DocumentMappings(StoreOptions options)
{
    private readonly ConcurrentDictionary<Type, DocumentMapping> _mappings = new();

    public StoreOptions Options { get; } = options;

    public bool MultiTenantedByDefault { get; set; }

    public IEnumerable<DocumentMapping> All => _mappings.Values;

    public DocumentMapping For(Type type) => _mappings.GetOrAdd(type, t => new DocumentMapping(t, this));

    /// <summary>Asking makes no document of a type that is none.</summary>
    public bool IsDocument(Type type) =>
        (_mappings.TryGetValue(type, out var mapping) ? mapping : new DocumentMapping(type, this)).IdMember is not null;

    public DocumentStorage StorageFor(Type type) => For(type).Storage;
}
