namespace Reo.PlanFile;

internal enum PlanProblemKind
{
    /// <summary>The line, or a part of it, cannot be read.</summary>
    Broken,

    /// <summary>The line says what an earlier one says.</summary>
    Duplicate,

    /// <summary>The line says something else about a key or a header than an earlier one.</summary>
    Conflict,
}

internal sealed class PlanProblem(PlanProblemKind kind, PlanLine line, PlanSpan span, string message)
{
    public PlanProblemKind Kind { get; } = kind;

    public PlanLine Line { get; } = line;

    public PlanSpan Span { get; } = span;

    /// <summary>A fact and a remedy, without a full stop at the end.</summary>
    public string Message { get; } = message;
}
