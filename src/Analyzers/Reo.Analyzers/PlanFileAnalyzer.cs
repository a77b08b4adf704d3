using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Reo.Analyzers.Plan;

namespace Reo.Analyzers;

/// <summary>Reports what is wrong with a plan file, at the line of that file.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PlanFileAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [Rules.BrokenPlanLine, Rules.DuplicatePlanLine, Rules.ConflictingPlanLine];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            var files = PlanFiles.In(start);
            if (!files.IsEmpty)
                start.RegisterAdditionalFileAction(file => Report(file, files));
        });
    }

    private static void Report(AdditionalFileAnalysisContext context, ImmutableArray<PlanFileText> files)
    {
        if (files.FirstOrDefault(file => ReferenceEquals(file.File, context.AdditionalFile)) is not { } file)
            return;

        foreach (var problem in file.Document.Problems)
        {
            var diagnostic = BrokenPlanLine.Judge(problem, file) ?? DuplicatePlanLine.Judge(problem, file) ?? ConflictingPlanLine.Judge(problem, file);
            if (diagnostic is not null)
                context.ReportDiagnostic(diagnostic);
        }
    }
}
