namespace Reo.Metrics.Identities;

/// <summary>Two identities are one person: all usage of both, past and to come, is one developer's. Event of the pair's stream.</summary>
/// <param name="First">Type and canonical id; sorts before the second.</param>
/// <param name="Second">The other.</param>
/// <param name="By">Who said so: a person's id, or <c>api key</c>.</param>
internal sealed record IdentitiesLinked(string First, string Second, string By);

/// <summary>They are not, after all: each has its own usage again.</summary>
internal sealed record IdentitiesUnlinked(string First, string Second, string By);
