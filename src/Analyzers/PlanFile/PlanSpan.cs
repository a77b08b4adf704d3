namespace Reo.PlanFile;

/// <summary>A part of the text that was parsed, in UTF-16 code units.</summary>
internal readonly struct PlanSpan(int start, int length) : IEquatable<PlanSpan>
{
    public int Start { get; } = start;

    public int Length { get; } = length;

    public int End => Start + Length;

    public bool Equals(PlanSpan other) => Start == other.Start && Length == other.Length;

    public override bool Equals(object? obj) => obj is PlanSpan other && Equals(other);

    public override int GetHashCode() => unchecked((Start * 397) ^ Length);
}
