using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Reo.Analyzers.Plan;
using Reo.Analyzers.Search;

namespace Reo.Analyzers;

/// <summary>REO0008. Off by default, so an analyzer of its own: the compiler does not run it unless it is asked for.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PlanFileMissing : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.PlanFileMissing];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationAction(compilation =>
        {
            if (!compilation.Options.AdditionalFiles.Any(PlanFiles.IsPlanFile)
                && compilation.Compilation.ReferencedAssemblyNames.Any(assembly => assembly.Name == Names.ClientAssembly))
            {
                compilation.ReportDiagnostic(Diagnostic.Create(Rules.PlanFileMissing, Location.None));
            }
        });
    }
}
