namespace Reo.Ingestion.Contracts;

/// <summary>
/// How many events of an activity type wait for a metric, for the envelope's tenant; none any more when they were released or discarded.
/// Messages can arrive late, twice, and out of order: the highest revision is the truth.
/// </summary>
/// <param name="ActivityType">As posted.</param>
/// <param name="Count">Events that wait.</param>
/// <param name="FirstSeen">When the first of them was received; when nothing waits, the time of the message.</param>
/// <param name="Revision">Rises with every message about the activity type.</param>
public sealed record ActivityTypeHeld(string ActivityType, long Count, DateTimeOffset FirstSeen, long Revision);
