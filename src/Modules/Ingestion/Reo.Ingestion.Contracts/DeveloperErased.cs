namespace Reo.Ingestion.Contracts;

/// <summary>
/// The raw events of a developer of the envelope's tenant were masked, and are in another stream: whoever keeps something of that
/// developer replaces it now. Can arrive late and twice, also when the same person has posted again since.
/// </summary>
/// <param name="DeveloperId">Type and canonical id, for example <c>github/michaelbevan</c>. Personal: not to be kept.</param>
/// <param name="ErasedAs">What stands in its place in the raw events: <c>erased/</c> and a random text.</param>
public sealed record DeveloperErased(string DeveloperId, string ErasedAs);
