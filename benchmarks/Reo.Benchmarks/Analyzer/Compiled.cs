using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Reo.Analyzers;
using Reo.Analyzers.Generation;

namespace Reo.Benchmarks.Analyzer;

/// <summary>What looks on while a compilation is made.</summary>
internal enum Package
{
    /// <summary>Nothing at all.</summary>
    None,

    /// <summary>An analyzer that does nothing. Every project of the SDK has analyzers: this is what Roslyn does for any.</summary>
    Idle,

    /// <summary>The one that does nothing, the package's analyzers and its generator, with a plan file.</summary>
    Reo,

    /// <summary>The analyzers of the .NET SDK, which a project has by default.</summary>
    Sdk,

    /// <summary>Those of the SDK, the package's and its generator, with a plan file: a project that installs the package.</summary>
    SdkAndReo,
}

/// <summary>A compilation up to its diagnostics: parsing and binding of all files, as the compiler does before it emits.</summary>
internal sealed record Compiled(double Milliseconds, double MillisecondsInActions, int Diagnostics)
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> _idle = [new IdleAnalyzer()];
    private static readonly ImmutableArray<DiagnosticAnalyzer> _package = [new ActivityTypeAnalyzer(), new PlanFileAnalyzer(), new PlanFileMissing(), new UnusedMetric()];

    private static readonly MetadataReference[] _references =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Append(typeof(Client.UsageEvent).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path))];

    /// <param name="sources">Each becomes a file.</param>
    /// <param name="package">What looks on.</param>
    /// <param name="isMeasuredInside">On one thread, with the time in the package's own actions; the compiler's diagnostics are left out.</param>
    public static async Task<Compiled> FromAsync(IEnumerable<SourceText> sources, Package package, bool isMeasuredInside = false)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        var time = process.TotalProcessorTime;

        var off = package is Package.Sdk or Package.SdkAndReo ? SdkAnalyzers.Off : [];
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, concurrentBuild: !isMeasuredInside, specificDiagnosticOptions: off);
        Compilation compilation = CSharpCompilation.Create("Product", sources.Select((source, file) => CSharpSyntaxTree.ParseText(source, path: $"File{file}.cs")), _references, options);
        ImmutableArray<AdditionalText> files = package is Package.Reo or Package.SdkAndReo ? [GeneratedProduct.Plan] : [];
        if (!files.IsEmpty)
            CSharpGeneratorDriver.Create([new ActivityTypesGenerator().AsSourceGenerator()], files).RunGeneratorsAndUpdateCompilation(compilation, out compilation, out _);
        var analyzers = AnalyzersOf(package);
        var (diagnostics, inActions) = analyzers.IsEmpty
            ? (compilation.GetDiagnostics(), 0)
            : await AnalysedAsync(compilation.WithAnalyzers(
                analyzers,
                new CompilationWithAnalyzersOptions(new AnalyzerOptions(files), onAnalyzerException: null, concurrentAnalysis: !isMeasuredInside, logAnalyzerExecutionTime: isMeasuredInside)));

        process.Refresh();
        time = process.TotalProcessorTime - time;
        if (diagnostics.FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) is { } error)
            throw new InvalidOperationException(error.ToString());
        return new Compiled(time.TotalMilliseconds, inActions, diagnostics.Count(diagnostic => diagnostic.Id.StartsWith("REO", StringComparison.Ordinal)));
    }

    private static ImmutableArray<DiagnosticAnalyzer> AnalyzersOf(Package package) => package switch
    {
        Package.None => [],
        Package.Idle => _idle,
        Package.Reo => [.. _idle, .. _package],
        Package.Sdk => SdkAnalyzers.All,
        _ => [.. SdkAnalyzers.All, .. _package],
    };

    private static async Task<(ImmutableArray<Diagnostic> Diagnostics, double InActions)> AnalysedAsync(CompilationWithAnalyzers analysis)
    {
        if (!analysis.AnalysisOptions.LogAnalyzerExecutionTime)
            return (await analysis.GetAllDiagnosticsAsync(), 0);

        var result = await analysis.GetAnalysisResultAsync(CancellationToken.None);
        return (result.GetAllDiagnostics(), _package.Sum(analyzer => result.AnalyzerTelemetryInfo.TryGetValue(analyzer, out var telemetry) ? telemetry.ExecutionTime.TotalMilliseconds : 0));
    }
}
