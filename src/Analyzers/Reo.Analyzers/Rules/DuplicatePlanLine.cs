using Microsoft.CodeAnalysis;
using Reo.Analyzers.Plan;
using Reo.PlanFile;

namespace Reo.Analyzers;

/// <summary>REO0006</summary>
internal static class DuplicatePlanLine
{
    public static Diagnostic? Judge(PlanProblem problem, PlanFileText file) =>
        problem.Kind == PlanProblemKind.Duplicate ? Diagnostic.Create(Rules.DuplicatePlanLine, file.LocationOf(problem.Span), problem.Message + ".") : null;
}
