namespace Reo.Metrics.Plan;

/// <summary>A metric is in the plan, as said here, from now on; also when it was in the plan differently before, or archived.</summary>
/// <param name="Key">The <c>activity_type</c> that counts towards it, exactly.</param>
/// <param name="Slot"><c>PRIMARY</c>, or <c>SECONDARY1</c> to <c>SECONDARY99</c>.</param>
/// <param name="DisplayName">What people read in its place; the key when absent.</param>
internal sealed record MetricConfigured(string Key, string Slot, string? DisplayName);

/// <summary>A metric has left the plan; its slot is free.</summary>
internal sealed record MetricArchived(string Key);
