using Microsoft.CodeAnalysis;
using Reo.Analyzers.Plan;
using Reo.Analyzers.Search;

namespace Reo.Analyzers;

/// <summary>REO0002</summary>
internal static class MisspelledActivityType
{
    public static Diagnostic? Judge(ActivityTypeUse use, MetricPlan plan) =>
        use.Key is { } key && plan.Find(key) is null && plan.FindSpelling(key) is { } known
            ? Diagnostic.Create(Rules.MisspelledActivityType, use.Location, Properties.Of(use, known), key, known)
            : null;
}
