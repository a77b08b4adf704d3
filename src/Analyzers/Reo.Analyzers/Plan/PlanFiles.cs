using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Reo.PlanFile;

namespace Reo.Analyzers.Plan;

/// <summary>A plan file among the additional files of a compilation.</summary>
internal sealed record PlanFileText(AdditionalText File, SourceText Text, PlanDocument Document)
{
    public Location LocationOf(PlanSpan span)
    {
        var textSpan = new TextSpan(span.Start, span.Length);
        return Location.Create(File.Path, textSpan, Text.Lines.GetLinePositionSpan(textSpan));
    }
}

internal static class PlanFiles
{
    private static readonly SourceTextValueProvider<PlanDocument> Documents = new(text => PlanDocument.Parse(text.ToString()));

    public static bool IsPlanFile(AdditionalText file) => IsPlanFile(file.Path);

    /// <summary>reo.metrics.txt, or x.reo.metrics.txt.</summary>
    public static bool IsPlanFile(string path)
    {
        if (!path.EndsWith(PlanDocument.FileName, StringComparison.OrdinalIgnoreCase))
            return false;
        return path.Length == PlanDocument.FileName.Length || path[path.Length - PlanDocument.FileName.Length - 1] is '/' or '\\' or '.';
    }

    /// <summary>The plan files, by path (they arrive in any order), each once.</summary>
    public static ImmutableArray<PlanFileText> In(CompilationStartAnalysisContext context)
    {
        if (!context.Options.AdditionalFiles.Any(IsPlanFile))
            return [];

        var files = ImmutableArray.CreateBuilder<PlanFileText>();
        foreach (var file in InOrder(context.Options.AdditionalFiles))
        {
            if (file.GetText(context.CancellationToken) is { } text && context.TryGetValue(text, Documents, out var document))
                files.Add(new PlanFileText(file, text, document));
        }

        return files.ToImmutable();
    }

    public static IEnumerable<AdditionalText> InOrder(ImmutableArray<AdditionalText> files) =>
        files.Where(IsPlanFile).OrderBy(file => file.Path, StringComparer.Ordinal).GroupBy(file => file.Path, StringComparer.Ordinal).Select(group => group.First());
}
