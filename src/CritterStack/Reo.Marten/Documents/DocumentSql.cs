namespace Marten.Documents;

/// <summary>The statements of one document type. Parameters: id, data, .NET type, version, tenant (of a multi-tenanted type).</summary>
internal sealed class DocumentSql
{
    public const string VersionColumn = "mt_written_version";

    private readonly DocumentStorage _storage;

    public DocumentSql(DocumentStorage storage)
    {
        _storage = storage;
        var table = storage.Table;
        var (tenant, tenantValue, key, here) = storage.MultiTenanted
            ? (", tenant_id", ", $5", "(tenant_id, id)", "d.id = $1 and d.tenant_id = $5")
            : ("", "", "(id)", "d.id = $1");
        var change = "data = excluded.data, mt_dotnet_type = excluded.mt_dotnet_type, mt_last_modified = transaction_timestamp()";

        Select = storage.Versioning == Versioning.None ? "d.data" : "d.data, d.mt_version";
        From = $"{table} as d";
        Load = $"select {Select} from {From} where d.id = $1{TenantFilter(2)}";
        LoadMany = $"select {Select} from {From} where d.id = any($1){TenantFilter(2)}";
        Insert =
            $"""
            insert into {table} as d (id, data, mt_dotnet_type, mt_version{tenant})
            values ($1, $2, $3, $4{tenantValue})
            on conflict {key} do nothing
            returning d.mt_version as {VersionColumn}
            """;
        Upsert =
            $"""
            insert into {table} as d (id, data, mt_dotnet_type, mt_version{tenant})
            values ($1, $2, $3, $4{tenantValue})
            on conflict {key} do update set {change}, mt_version = excluded.mt_version
            """;
        UpsertNextRevision =
            $"""
            insert into {table} as d (id, data, mt_dotnet_type, mt_version{tenant})
            values ($1, $2, $3, $4{tenantValue})
            on conflict {key} do update set {change}, mt_version = d.mt_version + 1
            returning d.mt_version as {VersionColumn}
            """;
        UpsertExpected = $"{Upsert} where d.mt_version = ${(storage.MultiTenanted ? 6 : 5)} returning d.mt_version as {VersionColumn}";
        UpsertGreater = $"{Upsert} where d.mt_version < excluded.mt_version returning d.mt_version as {VersionColumn}";
        Update =
            $"""
            update {From}
            set data = $2, mt_dotnet_type = $3, mt_version = {(storage.Versioning == Versioning.Revision ? "d.mt_version + $4" : "$4")}, mt_last_modified = transaction_timestamp()
            where {here}
            """;
        UpdateExpected = $"{Update} and d.mt_version = ${(storage.MultiTenanted ? 6 : 5)} returning d.mt_version as {VersionColumn}";
        UpdateAny = $"{Update} returning d.mt_version as {VersionColumn}";
        Delete = $"delete from {From} where d.id = $1{TenantFilter(2)}";
    }

    public string Select { get; }

    public string From { get; }

    public string Load { get; }

    public string LoadMany { get; }

    /// <summary>No row: the id is taken.</summary>
    public string Insert { get; }

    public string Upsert { get; }

    public string UpsertNextRevision { get; }

    /// <summary>No row: another version is stored.</summary>
    public string UpsertExpected { get; }

    /// <summary>No row: this revision or a later one is stored.</summary>
    public string UpsertGreater { get; }

    /// <summary>No row: there is no such document.</summary>
    public string UpdateAny { get; }

    /// <summary>No row: there is no such document, or another version is stored.</summary>
    public string UpdateExpected { get; }

    public string Delete { get; }

    private string Update { get; }

    public string TenantFilter(int parameter) => _storage.MultiTenanted ? $" and d.tenant_id = ${parameter}" : "";
}
