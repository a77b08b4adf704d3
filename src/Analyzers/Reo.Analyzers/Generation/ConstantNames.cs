using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;
using Reo.Analyzers.Plan;
using Reo.Analyzers.Search;

namespace Reo.Analyzers.Generation;

/// <summary>The C# name of each metric: <c>API KEY GENERATED</c> is <c>ApiKeyGenerated</c>.</summary>
internal sealed class ConstantNames
{
    // What the generated class has besides, or inherits.
    private static readonly HashSet<string> Taken =
    [
        Names.ConstantsClass, "All", "Metric", Names.KeyOfMetric, "TryGetMetric",
        nameof(Equals), nameof(GetHashCode), nameof(GetType), nameof(MemberwiseClone), nameof(ReferenceEquals), nameof(ToString), "Finalize",
    ];

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);

    public ConstantNames(ImmutableArray<PlanFileText> files)
        : this(files.SelectMany(file => file.Document.Metrics).Select(line => line.Metric!.Key))
    {
    }

    // In the order of the keys, so that moving a line in the file renames nothing.
    public ConstantNames(IEnumerable<string> keys)
    {
        foreach (var key in keys.Append(MetricPlan.CallHome).Distinct(StringComparer.Ordinal).OrderBy(key => key, StringComparer.Ordinal))
        {
            var name = Pascal(key);
            var unique = Taken.Contains(name) ? name + "_" : name;
            for (var i = 2; _keys.ContainsKey(unique); i++)
                unique = $"{name}_{i}";
            _names.Add(key, unique);
            _keys.Add(unique, key);
        }
    }

    public string? NameOf(string key) => _names.TryGetValue(key, out var name) ? name : null;

    public string? KeyOf(string name) => _keys.TryGetValue(name, out var key) ? key : null;

    private static string Pascal(string key)
    {
        var name = new StringBuilder(key.Length);
        foreach (var word in Words(key))
        {
            var isMixed = word.Any(char.IsUpper) && word.Any(char.IsLower);
            name.Append(char.ToUpperInvariant(word[0])).Append(isMixed ? word.Substring(1) : word.Substring(1).ToLowerInvariant());
        }

        if (name.Length == 0)
            return "Metric_" + string.Concat(key.Select(unit => ((int)unit).ToString("x4", System.Globalization.CultureInfo.InvariantCulture)));
        return SyntaxFacts.IsIdentifierStartCharacter(name[0]) ? name.ToString() : "_" + name;
    }

    private static IEnumerable<string> Words(string key)
    {
        var start = -1;
        for (var i = 0; i <= key.Length; i++)
        {
            var isWord = i < key.Length && char.IsLetterOrDigit(key[i]) && SyntaxFacts.IsIdentifierPartCharacter(key[i]);
            if (isWord && start < 0)
                start = i;
            else if (!isWord && start >= 0)
            {
                yield return key.Substring(start, i - start);
                start = -1;
            }
        }
    }
}
