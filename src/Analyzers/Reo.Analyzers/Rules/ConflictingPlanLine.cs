using Microsoft.CodeAnalysis;
using Reo.Analyzers.Plan;
using Reo.PlanFile;

namespace Reo.Analyzers;

/// <summary>REO0007</summary>
internal static class ConflictingPlanLine
{
    public static Diagnostic? Judge(PlanProblem problem, PlanFileText file) =>
        problem.Kind == PlanProblemKind.Conflict ? Diagnostic.Create(Rules.ConflictingPlanLine, file.LocationOf(problem.Span), problem.Message + ".") : null;
}
