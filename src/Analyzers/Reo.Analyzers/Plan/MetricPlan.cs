using System.Collections.Immutable;
using System.Text;
using Reo.PlanFile;

namespace Reo.Analyzers.Plan;

/// <summary>A metric and the line that defines it.</summary>
internal sealed record PlannedMetric(PlanMetric Metric, PlanFileText? File, PlanSpan KeySpan);

/// <summary>All plan files of a compilation taken together.</summary>
internal sealed class MetricPlan
{
    /// <summary>The server always takes it: it counts as presence, not as usage.</summary>
    public const string CallHome = "CALL HOME";

    private readonly Dictionary<string, PlannedMetric> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _bySpelling = new(StringComparer.Ordinal);

    public MetricPlan(ImmutableArray<PlanFileText> files)
    {
        foreach (var file in files)
        {
            foreach (var line in file.Document.Metrics)
                Add(new PlannedMetric(line.Metric!, file, line.KeySpan));
        }

        if (!_byKey.ContainsKey(CallHome))
            _byKey.Add(CallHome, new PlannedMetric(new PlanMetric(CallHome), null, default));

        foreach (var metric in _byKey.Values.Where(IsOffered))
        {
            var spelling = Spelling.Of(metric.Metric.Key);
            if (spelling.Length > 0 && !_bySpelling.ContainsKey(spelling))
                _bySpelling.Add(spelling, metric.Metric.Key);
        }
    }

    public IEnumerable<PlannedMetric> Metrics => _byKey.Values;

    public PlannedMetric? Find(string key) => _byKey.TryGetValue(key, out var metric) ? metric : null;

    /// <summary>The key that differs only in case, spaces, underscores or hyphens.</summary>
    public string? FindSpelling(string key) => _bySpelling.TryGetValue(Spelling.Of(key), out var known) ? known : null;

    /// <summary>The key that a person most likely meant, if there is one that is close.</summary>
    public string? Nearest(string key)
    {
        var spelling = Spelling.Of(key);
        string? nearest = null;
        var best = (Math.Max(spelling.Length, 2) / 3) + 1;
        foreach (var candidate in _bySpelling.OrderBy(pair => pair.Value, StringComparer.Ordinal))
        {
            var distance = Spelling.Distance(spelling, candidate.Key, best);
            if (distance < best)
            {
                best = distance;
                nearest = candidate.Value;
            }
        }

        return nearest;
    }

    private static bool IsOffered(PlannedMetric metric) => metric.Metric.State != MetricState.Archived;

    // Of two files that disagree, the one that lets the metric count is believed: it may be the other product's plan.
    private void Add(PlannedMetric metric)
    {
        if (!_byKey.TryGetValue(metric.Metric.Key, out var known) || Rank(metric) < Rank(known))
            _byKey[metric.Metric.Key] = metric;
    }

    private static int Rank(PlannedMetric metric) => metric.Metric.State switch
    {
        MetricState.Active => 0,
        MetricState.Proposed => 1,
        _ => 2,
    };
}

internal static class Spelling
{
    public static string Of(string key)
    {
        var text = new StringBuilder(key.Length);
        foreach (var unit in key)
        {
            if (unit is not ('_' or '-') && !char.IsWhiteSpace(unit))
                text.Append(char.ToUpperInvariant(unit));
        }

        return text.ToString();
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours; <paramref name="limit"/> when it is that or more.</summary>
    public static int Distance(string left, string right, int limit)
    {
        if (Math.Abs(left.Length - right.Length) >= limit)
            return limit;

        var before = new int[right.Length + 1];
        var previous = new int[right.Length + 1];
        var current = new int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++)
            previous[j] = j;

        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = left[i - 1] == right[j - 1] ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + cost);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    current[j] = Math.Min(current[j], before[j - 2] + 1);
            }

            (before, previous, current) = (previous, current, before);
        }

        return Math.Min(previous[right.Length], limit);
    }
}
