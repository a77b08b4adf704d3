using Marten;
using Reo.Ingestion.Node;
using Reo.Tenancy.Contracts;

namespace Reo.Ingestion.ApiKeys;

/// <summary>This module's own copy of the keys: what it was told of each. A key works when it was generated and has not ended.</summary>
internal static class ApiKeyCopy
{
    public const string Table =
        """
        create table if not exists ingestion.api_keys (
            tenant_id text not null,
            key_id text not null,
            salt bytea,
            digest bytea,
            ends_at timestamptz,
            primary key (tenant_id, key_id)
        );
        """;

    public const string SelectGenerated =
        """
        select tenant_id, key_id, salt, digest, ends_at
        from ingestion.api_keys
        where digest is not null
        """;
}

/// <summary>Both handlers add to the row whatever the other one wrote: the messages can arrive twice, and in either order.</summary>
public static class ApiKeyGeneratedHandler
{
    public static void Handle(ApiKeyGenerated generated, IDocumentSession session)
    {
        session.QueueSqlCommand(
            """
            insert into ingestion.api_keys (tenant_id, key_id, salt, digest)
            values (?, ?, ?, ?)
            on conflict (tenant_id, key_id) do update set
                salt = excluded.salt,
                digest = excluded.digest
            """,
            session.TenantId, generated.KeyId, generated.Hash.Salt, generated.Hash.Digest);
        session.QueueSqlCommand(NodeMemory.Tell);
    }
}

public static class ApiKeyRevokedHandler
{
    public static void Handle(ApiKeyRevoked revoked, IDocumentSession session)
    {
        session.QueueSqlCommand(
            """
            insert into ingestion.api_keys as known (tenant_id, key_id, ends_at)
            values (?, ?, ?)
            on conflict (tenant_id, key_id) do update set
                ends_at = least(known.ends_at, excluded.ends_at)
            """,
            session.TenantId, revoked.KeyId, revoked.EndsAt.ToUniversalTime());
        session.QueueSqlCommand(NodeMemory.Tell);
    }
}
