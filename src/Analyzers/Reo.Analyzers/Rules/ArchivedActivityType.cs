using Microsoft.CodeAnalysis;
using Reo.Analyzers.Plan;
using Reo.Analyzers.Search;
using Reo.PlanFile;

namespace Reo.Analyzers;

/// <summary>REO0003</summary>
internal static class ArchivedActivityType
{
    public static Diagnostic? Judge(ActivityTypeUse use, MetricPlan plan) =>
        use.Key is { } key && plan.Find(key) is { Metric.State: MetricState.Archived }
            ? Diagnostic.Create(Rules.ArchivedActivityType, use.Location, key)
            : null;
}
