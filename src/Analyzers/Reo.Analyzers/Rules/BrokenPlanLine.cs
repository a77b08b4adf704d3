using Microsoft.CodeAnalysis;
using Reo.Analyzers.Plan;
using Reo.PlanFile;

namespace Reo.Analyzers;

/// <summary>REO0005</summary>
internal static class BrokenPlanLine
{
    public static Diagnostic? Judge(PlanProblem problem, PlanFileText file) =>
        problem.Kind == PlanProblemKind.Broken ? Diagnostic.Create(Rules.BrokenPlanLine, file.LocationOf(problem.Span), problem.Message + ".") : null;
}
