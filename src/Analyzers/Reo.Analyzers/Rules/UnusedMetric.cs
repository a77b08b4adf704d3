using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Reo.Analyzers.Generation;
using Reo.Analyzers.Plan;
using Reo.Analyzers.Search;
using Reo.PlanFile;

namespace Reo.Analyzers;

/// <summary>
/// REO0009. Off by default, so an analyzer of its own: the compiler does not run it unless it is asked for.
/// Any string that is or holds the key, and any mention of the generated constant, counts as a use.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnusedMetric : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.UnusedMetric];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            var files = PlanFiles.In(start);
            if (files.IsEmpty)
                return;

            var plan = new MetricPlan(files);
            var metrics = plan.Metrics.Where(metric => metric is { Metric.State: MetricState.Active, File: not null }).ToImmutableArray();
            var constants = new ConstantNames(files);
            var search = ActivityTypeSearch.In(start);
            var used = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
            start.RegisterSemanticModelAction(file =>
            {
                if (search.MayHaveActivityTypes(file.SemanticModel.SyntaxTree))
                    search.Search(file, use => used.TryAdd(use.Key ?? "", value: true));
                Mentions(file.SemanticModel.SyntaxTree.GetRoot(file.CancellationToken), metrics, constants, used);
            });
            start.RegisterCompilationEndAction(end =>
            {
                foreach (var metric in metrics.Where(metric => !used.ContainsKey(metric.Metric.Key)))
                    end.ReportDiagnostic(Diagnostic.Create(Rules.UnusedMetric, metric.File!.LocationOf(metric.KeySpan), metric.Metric.Key));
            });
        });
    }

    private static void Mentions(SyntaxNode root, ImmutableArray<PlannedMetric> metrics, ConstantNames constants, ConcurrentDictionary<string, bool> used)
    {
        foreach (var token in root.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken))
            {
                if (constants.KeyOf(token.ValueText) is { } key)
                    used.TryAdd(key, value: true);
            }
            else if (token.ValueText.Length > 1 && token.Value is string || token.IsKind(SyntaxKind.InterpolatedStringTextToken))
            {
                foreach (var metric in metrics)
                {
                    if (token.ValueText.IndexOf(metric.Metric.Key, StringComparison.Ordinal) >= 0)
                        used.TryAdd(metric.Metric.Key, value: true);
                }
            }
        }
    }
}
