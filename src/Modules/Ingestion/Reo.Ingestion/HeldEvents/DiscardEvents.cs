namespace Reo.Ingestion.HeldEvents;

/// <summary>
/// The held events of an activity type from one version of their stream to another are never released. They stay where they are. Event
/// of the stream <c>{tenant}/discarded/{activity type}</c>.
/// </summary>
/// <param name="FirstVersion">The first of them.</param>
/// <param name="LastVersion">The last of them.</param>
/// <param name="By">Who discarded them.</param>
internal sealed record HeldUsageDiscarded(string ActivityType, long FirstVersion, long LastVersion, string By);
