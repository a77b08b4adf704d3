using Marten.Documents;

namespace Marten.Schema;

internal static class DocumentTable
{
    public static SchemaObject Of(DocumentStorage storage)
    {
        var alias = storage.Mapping.Alias;
        var idType = storage.IdType == typeof(Guid) ? "uuid" : "varchar";
        var (tenant, key, columns) = storage.MultiTenanted
            ? ("tenant_id           varchar        not null default '*DEFAULT*',", $"pkey_mt_doc_{alias}_tenant_id_id", "tenant_id, id")
            : ("", $"pkey_mt_doc_{alias}_id", "id");
        const string dotNetType = "mt_dotnet_type      varchar,";
        var versionColumns = storage.Versioning == Versioning.Revision
            ? $"""
              {dotNetType}
                  mt_version          {storage.Mapping.RevisionColumnType}        not null default 0,
              """
            : $"""
              mt_version          uuid           not null default md5(random()::text || clock_timestamp()::text)::uuid,
                  {dotNetType}
              """;
        return new(
            storage.Table,
            $"""
            create table if not exists {storage.Table} (
                {tenant}
                id                  {idType}       not null,
                data                jsonb          not null,
                mt_last_modified    timestamptz    default transaction_timestamp(),
                {versionColumns}
                constraint {key} primary key ({columns})
            )
            """);
    }
}
