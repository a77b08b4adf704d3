namespace Reo.Ingestion.Erasure;

/// <summary>Somebody's personal data was erased. Whose is not said: it would not be erased then. Event of the stream <c>{tenant}/erasures</c>.</summary>
/// <param name="Events">How many events were masked, held ones included.</param>
/// <param name="By">Who asked for it.</param>
internal sealed record DeveloperDataErased(long Events, string By);
