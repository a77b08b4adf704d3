using System.Text.Json.Serialization;

namespace Reo.Metrics.Plan;

/// <summary>A metric is in the plan, as said here, from now on; also when it was in the plan differently before, or archived.</summary>
/// <param name="Key">The <c>activity_type</c> that counts towards it, exactly.</param>
/// <param name="Slot"><c>PRIMARY</c>, or <c>SECONDARY1</c> to <c>SECONDARY99</c>.</param>
/// <param name="DisplayName">What people read in its place; the key when absent.</param>
/// <param name="Description">What it means; free text of several lines.</param>
/// <param name="Weight">How much one event of it counts in scores, 0 to 1,000; 1 when absent.</param>
internal sealed record MetricConfigured(
    string Key,
    string Slot,
    string? DisplayName,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Description = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] decimal? Weight = null);

/// <summary>A metric has left the plan; its slot is free.</summary>
internal sealed record MetricArchived(string Key);
