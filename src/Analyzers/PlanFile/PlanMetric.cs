namespace Reo.PlanFile;

internal enum MetricState
{
    /// <summary>Counts.</summary>
    Active,

    /// <summary>Counted once; events of it are held from now on.</summary>
    Archived,

    /// <summary>Written into the file by hand or by a code fix; the server does not know it yet.</summary>
    Proposed,
}

/// <summary>One metric of the plan. <see cref="Key"/> is the activity type, matched character by character.</summary>
internal sealed class PlanMetric(
    string key, string? slot = null, MetricState state = MetricState.Active, string displayName = "", string description = "") : IEquatable<PlanMetric>
{
    public string Key { get; } = key;

    /// <summary>PRIMARY, SECONDARY1 … SECONDARY99, or null when the metric has no slot yet.</summary>
    public string? Slot { get; } = slot;

    public MetricState State { get; } = state;

    public string DisplayName { get; } = displayName;

    public string Description { get; } = description;

    public bool Equals(PlanMetric? other) =>
        other is not null && Key == other.Key && Slot == other.Slot && State == other.State && DisplayName == other.DisplayName && Description == other.Description;

    public override bool Equals(object? obj) => Equals(obj as PlanMetric);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Key);

    public override string ToString() => PlanText.Line(this);
}
