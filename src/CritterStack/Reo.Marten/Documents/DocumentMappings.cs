using System.Collections.Concurrent;

namespace Marten.Documents;

internal sealed class DocumentMappings(StoreOptions options)
{
    private readonly ConcurrentDictionary<Type, DocumentMapping> _mappings = new();

    public bool MultiTenantedByDefault { get; set; }

    public StoreOptions Options { get; } = options;

    public IEnumerable<DocumentMapping> All => _mappings.Values;

    public DocumentMapping For(Type type) => _mappings.GetOrAdd(type, t => new DocumentMapping(t, this));
}
