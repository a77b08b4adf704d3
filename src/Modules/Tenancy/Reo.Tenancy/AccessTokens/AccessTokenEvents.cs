using Reo.Tenancy.Contracts;

namespace Reo.Tenancy.AccessTokens;

/// <summary>A personal access token works from here on, for the person and the tenant of the stream.</summary>
/// <param name="TokenId">The public part of the token.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Hash">Recognises the token.</param>
internal sealed record AccessTokenCreated(string TokenId, string PersonId, string Name, ApiKeyHash Hash, DateTimeOffset EndsAt);

/// <summary>The token has stopped working.</summary>
/// <param name="By">Who revoked it: its owner or an Admin.</param>
internal sealed record AccessTokenRevoked(string By);
