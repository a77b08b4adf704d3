using JasperFx.Events;
using Marten.Events.Aggregation;
using Reo.Tenancy.Contracts;
using Reo.Tenancy.Tenants;

namespace Reo.Tenancy.AccessTokens;

internal sealed record AccessToken(
    string Id, string TokenId, string PersonId, string Name, ApiKeyHash Hash, DateTimeOffset CreatedAt, DateTimeOffset EndsAt, bool Revoked = false)
{
    private const string Prefix = "reo_pat_";

    public static string StreamOf(string tenantId, string tokenId) => $"{tenantId}/access-token/{tokenId}";

    /// <summary>A token as its owner sends it: <c>reo_pat_{tenant}_{token id}_{secret}</c>.</summary>
    public static string Write(string tenantId, string tokenId, string secret) => $"{Prefix}{tenantId}_{tokenId}_{secret}";

    /// <summary>The public parts of a presented token, or null when it has not the form of one.</summary>
    public static (string TenantId, string TokenId)? Read(string text)
    {
        if (text.Length > 128 || !text.StartsWith(Prefix, StringComparison.Ordinal))
            return null;

        var parts = text[Prefix.Length..].Split('_');
        return parts is [var tenantId, var tokenId, { Length: Secrets.SecretLength }] && TenantIds.IsValid(tenantId) && Secrets.IsId(tokenId)
            ? (tenantId, tokenId)
            : null;
    }

    public bool WorksAt(DateTimeOffset now) => !Revoked && now < EndsAt;
}

/// <summary>When a token was used, to the hour. A document and no event: nothing is decided by it.</summary>
internal sealed record AccessTokenUse(string Id, DateTimeOffset LastUsedAt)
{
    public static readonly TimeSpan Grain = TimeSpan.FromHours(1);
}

internal sealed class AccessTokenProjection : SingleStreamProjection<AccessToken, string>
{
    public AccessTokenProjection()
    {
        IncludeType<AccessTokenCreated>();
        IncludeType<AccessTokenRevoked>();
    }

    public override AccessToken? Evolve(AccessToken? snapshot, string id, IEvent e) => e.Data switch
    {
        AccessTokenCreated it => new AccessToken(id, it.TokenId, it.PersonId, it.Name, it.Hash, e.Timestamp, it.EndsAt),
        AccessTokenRevoked => snapshot! with { Revoked = true },
        _ => snapshot,
    };
}
