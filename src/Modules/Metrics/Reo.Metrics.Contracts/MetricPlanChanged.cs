namespace Reo.Metrics.Contracts;

/// <summary>
/// The whole metric plan of the envelope's tenant, as it is from <paramref name="Version"/> on. Messages can arrive late, twice, and
/// out of order: the highest version is the plan.
/// </summary>
/// <param name="Version">Rises by at least one with every change of the plan.</param>
/// <param name="Metrics">Every metric ever configured, archived ones included.</param>
public sealed record MetricPlanChanged(long Version, PlannedMetric[] Metrics);

/// <summary>One metric of a plan.</summary>
/// <param name="Key">The <c>activity_type</c> that counts towards it, matched exactly: it holds spaces and capitals as posted.</param>
/// <param name="Slot"><c>PRIMARY</c>, or <c>SECONDARY1</c> to <c>SECONDARY99</c>.</param>
/// <param name="Archived">No longer in the plan: its activity type counts as not configured.</param>
public sealed record PlannedMetric(string Key, string Slot, bool Archived);
