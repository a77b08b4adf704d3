using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Reo.Benchmarks.Analyzer;

/// <summary>
/// The analyzers of the .NET SDK, which every project has unless it turns them off, with the rules that are on by default. Those below a
/// warning are off here: the compiler of a build does not run them.
/// </summary>
internal static class SdkAnalyzers
{
    // The general one first: the one of C# then finds it.
    private static readonly string[] _files = ["Microsoft.CodeAnalysis.NetAnalyzers.dll", "Microsoft.CodeAnalysis.CSharp.NetAnalyzers.dll"];

    private static readonly Lazy<ImmutableArray<DiagnosticAnalyzer>> _all = new(Load);

    public static ImmutableArray<DiagnosticAnalyzer> All => _all.Value;

    /// <summary>What the build turns off.</summary>
    public static IEnumerable<KeyValuePair<string, ReportDiagnostic>> Off { get; } = All.SelectMany(analyzer => analyzer.SupportedDiagnostics)
        .Where(rule => !IsOn(rule))
        .Select(rule => rule.Id).Distinct(StringComparer.Ordinal)
        .Select(id => KeyValuePair.Create(id, ReportDiagnostic.Suppress))
        .ToList();

    private static bool IsOn(DiagnosticDescriptor rule) => rule is { IsEnabledByDefault: true, DefaultSeverity: >= DiagnosticSeverity.Warning };

    private static ImmutableArray<DiagnosticAnalyzer> Load()
    {
        var folder = Path.Combine(Sdk(), "Sdks", "Microsoft.NET.Sdk", "analyzers");
        var loader = new Loader();
        return [.. _files
            .SelectMany(file => new AnalyzerFileReference(Path.Combine(folder, file), loader).GetAnalyzers(LanguageNames.CSharp))
            .Where(analyzer => analyzer.SupportedDiagnostics.Any(IsOn))];
    }

    // Of the installation that runs this program: dotnet/shared/Microsoft.NETCore.App/10.0.1 is beside dotnet/sdk/10.0.100.
    private static string Sdk()
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        return Directory.EnumerateDirectories(Path.Combine(root, "sdk"), $"{Environment.Version.Major}.*").Max(StringComparer.Ordinal)
            ?? throw new InvalidOperationException($"There is no SDK {Environment.Version.Major} below {root}.");
    }

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
            // What they need is beside them, or is the compiler that runs here.
        }

        public Assembly LoadFromPath(string fullPath) => Assembly.LoadFrom(fullPath);
    }
}
