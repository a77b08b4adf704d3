namespace Reo.Metrics.Contracts;

/// <summary>
/// An identity of the envelope's tenant is linked with one that was erased: it is the same person's, and whoever keeps something of it
/// erases that too. Can arrive late and twice.
/// </summary>
/// <param name="DeveloperId">Type and canonical id, for example <c>github/michaelbevan</c>. Personal: not to be kept.</param>
public sealed record LinkedIdentityToErase(string DeveloperId);
