using Marten;
using Reo.Tenancy.Contracts;

namespace Reo.Tenancy.ApiKeys;

/// <summary>Ends a key of the tenant that the message is sent for. Does nothing when there is no such key, or it ends earlier already.</summary>
/// <param name="KeyId">The public part of the key.</param>
/// <param name="By">Who asks, for the audit.</param>
/// <param name="EndsAt">When it stops working; now unless said otherwise.</param>
public sealed record RevokeApiKey(string KeyId, string By, DateTimeOffset? EndsAt = null);

public static class RevokeApiKeyHandler
{
    public static async Task<ApiKeyRevoked?> HandleAsync(
        RevokeApiKey command, IDocumentSession session, TimeProvider clock, CancellationToken cancellation)
    {
        var stream = await session.Events.FetchForWriting<ApiKey>(ApiKey.StreamOf(session.TenantId, command.KeyId), cancellation);
        var now = clock.GetUtcNow();
        var endsAt = command.EndsAt ?? now;
        if (stream.Aggregate is null || stream.Aggregate.EndsAt <= endsAt)
            return null;

        var revoked = new ApiKeyRevoked(command.KeyId, endsAt, command.By);
        stream.AppendOne(revoked);
        if (endsAt <= now)
            session.Delete<ApiKeySecret>(stream.Aggregate.Id);
        return revoked;
    }
}
