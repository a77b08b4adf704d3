using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Reo.Analyzers.Generation;
using Reo.Analyzers.Plan;
using Reo.Analyzers.Search;

namespace Reo.Analyzers;

/// <summary>Checks every activity type that the code writes against the plan files.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ActivityTypeAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Rules.UnknownActivityType,
        Rules.MisspelledActivityType,
        Rules.ArchivedActivityType,
        Rules.ActivityTypeNotConstant,
        Rules.ProposedActivityType,
        Rules.LiteralActivityType,
    ];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext context)
    {
        var files = PlanFiles.In(context);
        if (files.IsEmpty)
            return;

        var plan = new MetricPlan(files);
        var constants = new GeneratedConstants(context.Compilation, files);
        var search = ActivityTypeSearch.In(context);
        context.RegisterSemanticModelAction(file => Look(file, search, plan, constants));
    }

    /// <summary>All that is done to a file. One without activity types allocates nothing: the closure that others need is made in a method of its own.</summary>
    internal static void Look(SemanticModelAnalysisContext file, ActivityTypeSearch search, MetricPlan plan, GeneratedConstants constants)
    {
        if (search.MayHaveActivityTypes(file.SemanticModel.SyntaxTree))
            Check(file, search, plan, constants);
    }

    private static void Check(SemanticModelAnalysisContext file, ActivityTypeSearch search, MetricPlan plan, GeneratedConstants constants) =>
        search.Search(file, use =>
        {
            if (Judge(use, plan, constants) is { } diagnostic)
                file.ReportDiagnostic(diagnostic);
        });

    private static Diagnostic? Judge(ActivityTypeUse use, MetricPlan plan, GeneratedConstants constants) =>
        ActivityTypeNotConstant.Judge(use)
        ?? MisspelledActivityType.Judge(use, plan)
        ?? UnknownActivityType.Judge(use, plan)
        ?? ArchivedActivityType.Judge(use, plan)
        ?? ProposedActivityType.Judge(use, plan)
        ?? LiteralActivityType.Judge(use, constants);
}
