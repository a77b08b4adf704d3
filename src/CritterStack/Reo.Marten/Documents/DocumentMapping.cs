using System.Reflection;

namespace Marten.Documents;

internal sealed class DocumentMapping(Type type, DocumentMappings mappings)
{
    private bool? _multiTenanted;

    public Type DocumentType { get; } = type;

    public string Alias { get; set; } = type.Name.ToLowerInvariant();

    public MemberInfo? IdMember { get; set; }

    public bool OptimisticConcurrency { get; set; }

    public bool MultiTenanted
    {
        get => _multiTenanted ?? mappings.MultiTenantedByDefault;
        set => _multiTenanted = value;
    }
}
