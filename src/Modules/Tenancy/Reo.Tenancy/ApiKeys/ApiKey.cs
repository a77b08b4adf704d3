using JasperFx.Events;
using Marten;
using Marten.Events.Aggregation;
using Reo.Tenancy.Contracts;

namespace Reo.Tenancy.ApiKeys;

internal sealed record ApiKey(string Id, string KeyId, ApiKeyHash Hash, DateTimeOffset? EndsAt, DateTimeOffset GeneratedAt, string GeneratedBy)
{
    public static string StreamOf(string tenantId, string keyId) => $"{tenantId}/api-key/{keyId}";

    /// <summary>Null when the tenant has no such key, whatever the text is.</summary>
    public static async Task<ApiKey?> FindAsync(IDocumentStore store, string tenantId, string keyId, CancellationToken cancellation)
    {
        if (!Secrets.IsId(keyId))
            return null;

        await using var session = store.QuerySession(tenantId);
        return await session.LoadAsync<ApiKey>(StreamOf(tenantId, keyId), cancellation);
    }

    public bool WorksAt(DateTimeOffset now) => EndsAt is null || now < EndsAt;
}

internal sealed class ApiKeyProjection : SingleStreamProjection<ApiKey, string>
{
    public ApiKeyProjection()
    {
        IncludeType<ApiKeyGenerated>();
        IncludeType<ApiKeyRevoked>();
    }

    public override ApiKey? Evolve(ApiKey? snapshot, string id, IEvent e) => e.Data switch
    {
        ApiKeyGenerated generated => new ApiKey(id, generated.KeyId, generated.Hash, EndsAt: null, e.Timestamp, generated.By),
        ApiKeyRevoked revoked => snapshot! with { EndsAt = revoked.EndsAt },
        _ => snapshot,
    };
}
