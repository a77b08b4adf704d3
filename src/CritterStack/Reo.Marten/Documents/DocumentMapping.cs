using System.Reflection;
using JasperFx;
using JasperFx.Metadata;
using Marten.Exceptions;

namespace Marten.Documents;

/// <summary>How saving a document treats the version that is stored.</summary>
internal enum Versioning
{
    /// <summary>The last writer wins.</summary>
    None,

    /// <summary>Column <c>mt_version</c> is a <see cref="Guid"/>, and must be the one the writer knows.</summary>
    Optimistic,

    /// <summary>Column <c>mt_version</c> counts.</summary>
    Revision,
}

/// <summary>One document type as configured; in use it is a <see cref="DocumentStorage"/>.</summary>
internal sealed class DocumentMapping(Type type, DocumentMappings mappings)
{
    private bool? _multiTenanted;
    private DocumentStorage? _storage;

    public Type DocumentType { get; } = type;

    public DocumentMappings Mappings { get; } = mappings;

    public string Alias { get; set; } = type.IsNested
        ? $"{type.DeclaringType!.Name}_{type.Name}".ToLowerInvariant()
        : type.Name.ToLowerInvariant();

    public PropertyInfo? IdMember { get; set; } = type.GetProperty("Id") ?? type.GetProperty("id");

    public bool OptimisticConcurrency { get; set; } = type.IsAssignableTo(typeof(IVersioned));

    public bool NumericRevisions { get; set; } = type.IsAssignableTo(typeof(IRevisioned));

    public bool MultiTenanted
    {
        get => _multiTenanted ?? Mappings.MultiTenantedByDefault;
        set => _multiTenanted = value;
    }

    public Versioning Versioning => NumericRevisions ? Versioning.Revision : OptimisticConcurrency ? Versioning.Optimistic : Versioning.None;

    public string RevisionColumnType => DocumentType.IsAssignableTo(typeof(IRevisioned)) ? "integer" : "bigint";

    /// <exception cref="InvalidDocumentException">The type has no id of a kind supplied here.</exception>
    public DocumentStorage Storage => LazyInitializer.EnsureInitialized(ref _storage, () => new DocumentStorage(this));
}
