using System.Security.Cryptography;
using System.Text;
using JasperFx.Events;
using Marten.Events.Aggregation;
using Reo.Ingestion.Contracts;

namespace Reo.Metrics.Identities;

/// <summary>Two different identities, in the order of their texts.</summary>
internal sealed record IdentityPair(string First, string Second)
{
    /// <summary>Of identities in any spelling; null when one is none, or both are the same.</summary>
    public static IdentityPair? Read(string one, string other) =>
        (DeveloperIdentity.Read(one), DeveloperIdentity.Read(other)) is ({ } a, { } b) && a != b
            ? string.CompareOrdinal(a, b) < 0 ? new IdentityPair(a, b) : new IdentityPair(b, a)
            : null;

    /// <summary>Its key names nobody: it outlives an erasure.</summary>
    public string StreamOf(string tenantId) =>
        $"{tenantId}/identity-link/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{First}\n{Second}")))}";
}

/// <summary>Whether a pair is linked, from the pair's stream.</summary>
internal sealed record IdentityLink(string Id, bool IsLinked)
{
    public static IdentitiesLinked? Link(IdentityLink? link, IdentityPair pair, string by) =>
        link is { IsLinked: true } ? null : new IdentitiesLinked(pair.First, pair.Second, by);

    public static IdentitiesUnlinked? Unlink(IdentityLink? link, IdentityPair pair, string by) =>
        link is { IsLinked: true } ? new IdentitiesUnlinked(pair.First, pair.Second, by) : null;
}

internal sealed class IdentityLinkProjection : SingleStreamProjection<IdentityLink, string>
{
    public IdentityLinkProjection()
    {
        IncludeType<IdentitiesLinked>();
        IncludeType<IdentitiesUnlinked>();
    }

    public override IdentityLink? Evolve(IdentityLink? snapshot, string id, IEvent e) => new(id, e.Data is IdentitiesLinked);
}
