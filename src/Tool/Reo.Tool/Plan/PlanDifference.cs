using Reo.PlanFile;
using Spectre.Console;

namespace Reo.Tool.Plan;

internal enum Change
{
    Added,
    Changed,
    Archived,
    Restored,
    Removed,
}

/// <summary>What a pull changes in a plan file, metric by metric.</summary>
internal static class PlanDifference
{
    public static List<(Change Change, PlanMetric Metric)> Between(PlanDocument pinned, PlanDocument server)
    {
        var (before, after) = (ByKey(pinned), ByKey(server));
        var differences = new List<(Change, PlanMetric)>();
        foreach (var metric in after.Values)
        {
            if (!before.TryGetValue(metric.Key, out var known) || known.State == MetricState.Proposed)
                differences.Add((Change.Added, metric));
            else if (known.State != metric.State)
                differences.Add((metric.State == MetricState.Archived ? Change.Archived : Change.Restored, metric));
            else if (!known.Equals(metric))
                differences.Add((Change.Changed, metric));
        }

        differences.AddRange(before.Values
            .Where(metric => metric.State != MetricState.Proposed && !after.ContainsKey(metric.Key))
            .Select(metric => (Change.Removed, metric)));
        return differences;
    }

    public static void Show(this IAnsiConsole console, IEnumerable<(Change Change, PlanMetric Metric)> differences)
    {
        foreach (var (change, metric) in differences)
        {
            var (sign, colour) = change switch
            {
                Change.Added or Change.Restored => ('+', "green"),
                Change.Changed => ('~', "yellow"),
                _ => ('-', "red"),
            };
            console.MarkupLineInterpolated($"[{colour}]{sign} {metric.Key}[/]  {change.ToString().ToLowerInvariant()}{Slot(metric)}");
        }
    }

    private static string Slot(PlanMetric metric) => metric.Slot is null ? "" : $", {metric.Slot}";

    private static Dictionary<string, PlanMetric> ByKey(PlanDocument plan) => plan.Metrics.ToDictionary(line => line.Metric!.Key, line => line.Metric!, StringComparer.Ordinal);
}
