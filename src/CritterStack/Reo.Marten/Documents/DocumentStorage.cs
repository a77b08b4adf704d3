using System.Reflection;
using Marten.Exceptions;
using Npgsql;
using NpgsqlTypes;

namespace Marten.Documents;

/// <summary>One document type in use: its table, its statements, its id and version members.</summary>
internal sealed class DocumentStorage
{
    private readonly PropertyInfo _id;
    private readonly PropertyInfo? _version;

    public DocumentStorage(DocumentMapping mapping)
    {
        Mapping = mapping;
        DocumentType = mapping.DocumentType;
        _id = mapping.IdMember ?? throw new InvalidDocumentException(
            $"Could not determine an 'id/Id' field or property for requested document type {DocumentType.FullName}");
        if (_id.PropertyType != typeof(string) && _id.PropertyType != typeof(Guid))
            throw new InvalidDocumentException($"The id of {DocumentType.FullName} is a {_id.PropertyType.Name}. Ids are strings or Guids here.");

        _version = mapping.Versioning switch
        {
            Versioning.Optimistic => VersionMember(typeof(Guid)),
            Versioning.Revision => VersionMember(typeof(long)) ?? VersionMember(typeof(int)),
            _ => null,
        };
        Table = $"{mapping.Mappings.Options.DatabaseSchemaName}.mt_doc_{mapping.Alias}";
        Sql = new DocumentSql(this);
    }

    public DocumentMapping Mapping { get; }

    public Type DocumentType { get; }

    public string Table { get; }

    public DocumentSql Sql { get; }

    public bool MultiTenanted => Mapping.MultiTenanted;

    public Versioning Versioning => Mapping.Versioning;

    public string IdMemberName => _id.Name;

    public Type IdType => _id.PropertyType;

    /// <summary>The id; of a document with an empty Guid, a new one.</summary>
    public object IdOf(object document)
    {
        var id = _id.GetValue(document);
        if (id is Guid guid && guid == Guid.Empty)
        {
            id = Guid.CreateVersion7();
            _id.SetValue(document, id);
        }

        return id is null or ""
            ? throw new InvalidOperationException($"{DocumentType.Name} uses externally-assigned string keys but the document's id is null or empty.")
            : id;
    }

    public void AssertIdType(Type idType)
    {
        if (idType != IdType)
            throw new DocumentIdTypeMismatchException(
                $"Id/Document type mismatch. The id type for the included document type {DocumentType.FullName} is {IdType.Name}, but {idType.Name} was used.");
    }

    /// <summary>The version that a versioned document carries itself.</summary>
    public Guid? VersionOf(object document) => Versioning == Versioning.Optimistic ? _version?.GetValue(document) as Guid? : null;

    public void SetVersion(object document, object version)
    {
        if (_version?.SetMethod is not null)
            _version.SetValue(document, _version.PropertyType == typeof(int) ? Convert.ToInt32(version) : version);
    }

    public NpgsqlParameter IdParameter(object id) =>
        new() { Value = id, NpgsqlDbType = id is Guid ? NpgsqlDbType.Uuid : NpgsqlDbType.Varchar };

    private PropertyInfo? VersionMember(Type type) => DocumentType.GetProperty("Version") is { } member && member.PropertyType == type ? member : null;
}
