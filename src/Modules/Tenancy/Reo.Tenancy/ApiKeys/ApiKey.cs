using JasperFx.Events;
using Marten.Events.Aggregation;
using Reo.Tenancy.Contracts;

namespace Reo.Tenancy.ApiKeys;

internal sealed record ApiKey(string Id, string KeyId, ApiKeyHash Hash, DateTimeOffset? EndsAt)
{
    public static string StreamOf(string tenantId, string keyId) => $"{tenantId}/api-key/{keyId}";

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
        ApiKeyGenerated generated => new ApiKey(id, generated.KeyId, generated.Hash, EndsAt: null),
        ApiKeyRevoked revoked => snapshot! with { EndsAt = revoked.EndsAt },
        _ => snapshot,
    };
}
