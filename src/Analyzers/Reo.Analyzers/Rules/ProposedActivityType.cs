using Microsoft.CodeAnalysis;
using Reo.Analyzers.Plan;
using Reo.Analyzers.Search;
using Reo.PlanFile;

namespace Reo.Analyzers;

/// <summary>REO0010</summary>
internal static class ProposedActivityType
{
    public static Diagnostic? Judge(ActivityTypeUse use, MetricPlan plan) =>
        use.Key is { } key && plan.Find(key) is { Metric.State: MetricState.Proposed }
            ? Diagnostic.Create(Rules.ProposedActivityType, use.Location, key)
            : null;
}
