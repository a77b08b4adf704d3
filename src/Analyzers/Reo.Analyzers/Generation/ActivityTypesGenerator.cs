using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Reo.Analyzers.Plan;
using Reo.Analyzers.Search;
using Reo.PlanFile;

namespace Reo.Analyzers.Generation;

/// <summary>
/// Writes <c>ActivityTypes</c>: a constant for each metric of the plan files, and a closed set of them.
/// MSBuild properties: <c>ReoGenerateActivityTypes</c> (false turns it off), <c>ReoActivityTypesNamespace</c> (the project's root
/// namespace unless given).
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ActivityTypesGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var plans = context.AdditionalTextsProvider
            .Where(PlanFiles.IsPlanFile)
            .Select((file, cancellation) => (file.Path, Text: file.GetText(cancellation)?.ToString() ?? ""))
            .Collect();
        var settings = context.AnalyzerConfigOptionsProvider.Select((options, _) => GeneratorSettings.Of(options.GlobalOptions));

        // Strings compare by value: nothing further runs unless the generated text changes.
        var source = plans.Combine(settings).Select((input, _) => Source(input.Left, input.Right));
        context.RegisterSourceOutput(source, (output, text) =>
        {
            if (text.Length > 0)
                output.AddSource(Names.ConstantsClass + ".g.cs", SourceText.From(text, System.Text.Encoding.UTF8));
        });
    }

    private static string Source(ImmutableArray<(string Path, string Text)> plans, GeneratorSettings settings)
    {
        if (plans.IsEmpty || !settings.IsOn)
            return "";

        var metrics = plans.OrderBy(plan => plan.Path, StringComparer.Ordinal)
            .SelectMany(plan => PlanDocument.Parse(plan.Text).Metrics)
            .Select(line => line.Metric!)
            .GroupBy(metric => metric.Key, StringComparer.Ordinal)
            .Select(group => group.First());
        return ActivityTypesSource.Write(metrics.ToList(), settings.Namespace);
    }
}

internal sealed record GeneratorSettings(bool IsOn, string Namespace)
{
    public static GeneratorSettings Of(Microsoft.CodeAnalysis.Diagnostics.AnalyzerConfigOptions options)
    {
        var isOn = !options.TryGetValue("build_property.ReoGenerateActivityTypes", out var on) || !string.Equals(on.Trim(), "false", StringComparison.OrdinalIgnoreCase);
        if (!options.TryGetValue("build_property.ReoActivityTypesNamespace", out var name) || name.Trim().Length == 0)
            options.TryGetValue("build_property.RootNamespace", out name);
        return new GeneratorSettings(isOn, name?.Trim() ?? "");
    }
}
