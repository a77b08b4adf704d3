using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Reo.Analyzers.Plan;
using Reo.Analyzers.Search;
using Reo.PlanFile;

namespace Reo.Analyzers.Generation;

/// <summary>
/// Writes <c>ActivityTypes</c>: a constant for each metric of the plan files, and a closed set of them.
/// Nothing is written where the project has a class of that name which is not partial.
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
        var isFree = context.CompilationProvider.Combine(settings).Select((input, cancellation) => IsFree(input.Left, input.Right, cancellation));

        // Strings compare by value: nothing further runs unless the generated text changes.
        var source = plans.Combine(settings).Combine(isFree).Select((input, _) => input.Right ? Source(input.Left.Left, input.Left.Right) : "");
        context.RegisterSourceOutput(source, (output, text) =>
        {
            if (text.Length > 0)
                output.AddSource(Names.ConstantsClass + ".g.cs", SourceText.From(text, System.Text.Encoding.UTF8));
        });
    }

    // A product may have had a class of that name before it installed the package: it must go on to compile.
    private static bool IsFree(Compilation compilation, GeneratorSettings settings, CancellationToken cancellation)
    {
        // Looks through declared names alone; symbols of a compilation without what generators write are made for nothing else.
        if (!compilation.ContainsSymbolsWithName(Names.ConstantsClass, SymbolFilter.Type, cancellation))
            return true;

        var space = ActivityTypesSource.Namespace(settings.Namespace);
        return compilation.Assembly.GetTypeByMetadataName(space.Length == 0 ? Names.ConstantsClass : $"{space}.{Names.ConstantsClass}") is not { } type
            || type.DeclaringSyntaxReferences.All(declaration => IsPartial(declaration.GetSyntax(cancellation)));
    }

    private static bool IsPartial(SyntaxNode declaration) => declaration is ClassDeclarationSyntax type && type.Modifiers.Any(SyntaxKind.PartialKeyword);

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
