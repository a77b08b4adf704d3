namespace Reo.Tenancy.Contracts;

/// <summary>
/// An API key works from here on. First event of the key's stream, and published for the tenant of the envelope. The key itself is
/// in neither: whoever has to recognise it keeps <paramref name="Hash"/>.
/// </summary>
/// <param name="KeyId">The public part of the key, unique within the tenant; see <see cref="ApiKeyFormat"/>.</param>
/// <param name="Hash">Recognises the key.</param>
/// <param name="By">Who generated it.</param>
public sealed record ApiKeyGenerated(string KeyId, ApiKeyHash Hash, string By);

/// <summary>Somebody was shown the key in plain text. Kept for audit, not published.</summary>
/// <param name="By">Who saw it.</param>
public sealed record ApiKeyRevealed(string By);

/// <summary>An API key stops working. Published for the tenant of the envelope. It can arrive before its <see cref="ApiKeyGenerated"/>.</summary>
/// <param name="KeyId">The public part of the key.</param>
/// <param name="EndsAt">From this moment the key is refused; in the future when a rotation lets both keys work for a while.</param>
/// <param name="By">Who revoked it.</param>
public sealed record ApiKeyRevoked(string KeyId, DateTimeOffset EndsAt, string By);
