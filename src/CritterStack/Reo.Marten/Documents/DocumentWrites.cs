using JasperFx;
using Marten.Exceptions;
using Marten.Sessions;
using Npgsql;
using NpgsqlTypes;

namespace Marten.Documents;

/// <summary>A document to be stored, inserted or updated.</summary>
internal abstract class DocumentWrite(DocumentStorage storage, string tenantId, object id, object document, DocumentSerializer serializer) : PendingWrite
{
    public object Document => document;

    public override DocumentStorage Storage => storage;

    protected object Id => id;

    protected string TenantId => tenantId;

    protected abstract string Sql { get; }

    protected abstract object Version { get; }

    protected virtual Guid? Expected => null;

    public override IEnumerable<NpgsqlBatchCommand> Commands()
    {
        var command = new NpgsqlBatchCommand(Sql)
        {
            Parameters =
            {
                storage.IdParameter(id),
                new() { Value = serializer.Write(document, document.GetType()), NpgsqlDbType = NpgsqlDbType.Jsonb },
                new() { Value = document.GetType().FullName, NpgsqlDbType = NpgsqlDbType.Varchar },
                VersionParameter(Version),
            },
        };
        if (storage.MultiTenanted)
            command.Parameters.Add(new() { Value = tenantId, NpgsqlDbType = NpgsqlDbType.Varchar });
        if (Checked)
            command.Parameters.Add(new() { Value = Expected ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        yield return command;
    }

    public override async Task ReadAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        if (!await reader.ReadAsync(ct))
            throw Refused();
        storage.SetVersion(document, storage.Versioning == Versioning.Revision ? Convert.ToInt64(reader.GetValue(0)) : reader.GetGuid(0));
    }

    protected virtual bool Checked => false;

    protected abstract Exception Refused();

    private NpgsqlParameter VersionParameter(object version) => new()
    {
        Value = storage.Versioning == Versioning.Revision && storage.Mapping.RevisionColumnType == "integer" ? Convert.ToInt32(version) : version,
        NpgsqlDbType = storage.Versioning != Versioning.Revision ? NpgsqlDbType.Uuid
            : storage.Mapping.RevisionColumnType == "integer" ? NpgsqlDbType.Integer : NpgsqlDbType.Bigint,
    };
}

/// <summary>Over whatever is stored.</summary>
internal sealed class StoreDocument(DocumentStorage storage, string tenantId, object id, object document, DocumentSerializer serializer)
    : DocumentWrite(storage, tenantId, id, document, serializer)
{
    private readonly object _version = storage.Versioning == Versioning.Revision ? 1L : Guid.CreateVersion7();

    public override bool Reports => Storage.Versioning == Versioning.Revision;

    protected override string Sql => Reports ? Storage.Sql.UpsertNextRevision : Storage.Sql.Upsert;

    protected override object Version => _version;

    protected override Exception Refused() => new InvalidOperationException($"{Storage.Table} kept neither the new nor the stored document.");
}

/// <summary>Over exactly the version that the writer knows; null for none.</summary>
internal sealed class StoreExpected(
    DocumentStorage storage, string tenantId, object id, object document, DocumentSerializer serializer, Guid? expected, KnownVersions known, bool mustExist)
    : DocumentWrite(storage, tenantId, id, document, serializer)
{
    private readonly Guid _version = Guid.CreateVersion7();

    public override bool Reports => true;

    protected override string Sql => mustExist ? Storage.Sql.UpdateExpected : Storage.Sql.UpsertExpected;

    protected override object Version => _version;

    protected override Guid? Expected => expected;

    protected override bool Checked => true;

    public override async Task ReadAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        await base.ReadAsync(reader, ct);
        known.Remember(Storage, TenantId, Id, _version);
    }

    protected override Exception Refused() => new ConcurrencyException(Storage.DocumentType, Id);
}

/// <summary>With this revision; checked, only over a lower one.</summary>
internal sealed class StoreRevision(
    DocumentStorage storage, string tenantId, object id, object document, DocumentSerializer serializer, long revision, bool mustGrow)
    : DocumentWrite(storage, tenantId, id, document, serializer)
{
    public override bool Reports => mustGrow;

    protected override string Sql => mustGrow ? Storage.Sql.UpsertGreater : Storage.Sql.Upsert;

    protected override object Version => revision;

    protected override Exception Refused() => new ConcurrencyException(Storage.DocumentType, Id);
}

internal sealed class InsertDocument(
    DocumentStorage storage, string tenantId, object id, object document, DocumentSerializer serializer, KnownVersions known)
    : DocumentWrite(storage, tenantId, id, document, serializer)
{
    private readonly object _version = storage.Versioning == Versioning.Revision ? 1L : Guid.CreateVersion7();

    public override bool Reports => true;

    protected override string Sql => Storage.Sql.Insert;

    protected override object Version => _version;

    public override async Task ReadAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        await base.ReadAsync(reader, ct);
        if (_version is Guid version)
            known.Remember(Storage, TenantId, Id, version);
    }

    protected override Exception Refused() => new DocumentAlreadyExistsException(null, Storage.DocumentType, Id);
}

internal sealed class UpdateDocument(DocumentStorage storage, string tenantId, object id, object document, DocumentSerializer serializer)
    : DocumentWrite(storage, tenantId, id, document, serializer)
{
    private readonly object _version = storage.Versioning == Versioning.Revision ? 1L : Guid.CreateVersion7();

    public override bool Reports => true;

    protected override string Sql => Storage.Sql.UpdateAny;

    protected override object Version => _version;

    protected override Exception Refused() => new NonExistentDocumentException(Storage.DocumentType, Id);
}

internal sealed class DeleteDocument(DocumentStorage storage, string tenantId, object id) : PendingWrite
{
    public override DocumentStorage Storage => storage;

    public override IEnumerable<NpgsqlBatchCommand> Commands()
    {
        var command = new NpgsqlBatchCommand(storage.Sql.Delete) { Parameters = { storage.IdParameter(id) } };
        if (storage.MultiTenanted)
            command.Parameters.Add(new() { Value = tenantId, NpgsqlDbType = NpgsqlDbType.Varchar });
        yield return command;
    }
}
