using System.Collections.Frozen;
using Reo.Tenancy.Contracts;

namespace Reo.Ingestion.ApiKeys;

internal sealed record KnownApiKey(string TenantId, string KeyId, ApiKeyHash Hash, DateTimeOffset? EndsAt);

/// <summary>The keys in this node's memory: the write path asks no database.</summary>
internal sealed class KnownApiKeys(TimeProvider clock)
{
    private volatile FrozenDictionary<(string TenantId, string KeyId), KnownApiKey> _keys =
        FrozenDictionary<(string TenantId, string KeyId), KnownApiKey>.Empty;

    public void Replace(IEnumerable<KnownApiKey> keys) => _keys = keys.ToFrozenDictionary(key => (key.TenantId, key.KeyId));

    /// <summary>The tenant whose working key was presented, or null.</summary>
    public string? TenantOf(string? presented) => presented is null ? null : Find(presented)?.TenantId;

    /// <summary>The working key that was presented, or null.</summary>
    public KnownApiKey? Find(string presented) =>
        ApiKeyFormat.Read(presented) is { } parts
        && _keys.TryGetValue(parts, out var key)
        && key.Hash.Matches(presented)
        && (key.EndsAt is null || clock.GetUtcNow() < key.EndsAt)
            ? key
            : null;
}
