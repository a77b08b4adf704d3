using Microsoft.CodeAnalysis;
using Reo.Analyzers.Plan;
using Reo.Analyzers.Search;

namespace Reo.Analyzers;

/// <summary>REO0001</summary>
internal static class UnknownActivityType
{
    public static Diagnostic? Judge(ActivityTypeUse use, MetricPlan plan)
    {
        if (use.Key is not { } key || plan.Find(key) is not null)
            return null;

        var nearest = plan.Nearest(key);
        var remedy = nearest is null
            ? ". Configure it, or add it to the plan file as proposed."
            : $". Did you mean '{nearest}'?";
        return Diagnostic.Create(Rules.UnknownActivityType, use.Location, Properties.Of(use, nearest), key, remedy);
    }
}
