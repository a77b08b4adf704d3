using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Reo.Analyzers;

namespace Reo.Benchmarks;

/// <summary>
/// What the analyzer adds to a compilation of 1,000 files: parsing and binding of all of them, as the compiler does before it emits, without
/// any analyzer, with one that does nothing, and with the package's beside that one, in turns. Every SDK project has analyzers, so the one that
/// does nothing stands for what Roslyn does for any. The ratios are of processor time, which a busy machine and a second core do not change
/// much: medians of what each round measured next to each other.
/// </summary>
internal static class AnalyzerBenchmark
{
    private const int Files = 1_000;
    private const int FilesWithHits = 100;
    private const int Rounds = 3;

    private static readonly ImmutableArray<DiagnosticAnalyzer> Idle = [new IdleAnalyzer()];
    private static readonly ImmutableArray<DiagnosticAnalyzer> Reo = [new IdleAnalyzer(), new ActivityTypeAnalyzer(), new PlanFileAnalyzer(), new PlanFileMissing(), new UnusedMetric()];
    private static readonly AnalyzerOptions NoPlan = new([]);
    private static readonly AnalyzerOptions Plan = new([new PlanText()]);

    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path))];

    public static async Task RunAsync(string[] options)
    {
        var rounds = options is ["--rounds", var given] ? int.Parse(given, CultureInfo.InvariantCulture) : Rounds;
        var plain = Enumerable.Range(0, Files).Select(file => Source(file, hasHits: false)).ToArray();
        var hits = Enumerable.Range(0, Files).Select(file => Source(file, hasHits: file % (Files / FilesWithHits) == 0)).ToArray();
        var turns = new (string Name, string[] Sources, ImmutableArray<DiagnosticAnalyzer> Analyzers, AnalyzerOptions Options)[]
        {
            ("no_hits_without", plain, [], Plan),
            ("no_hits_idle", plain, Idle, Plan),
            ("no_hits_no_plan", plain, Reo, NoPlan),
            ("no_hits", plain, Reo, Plan),
            ("hits_without", hits, [], Plan),
            ("hits_idle", hits, Idle, Plan),
            ("hits", hits, Reo, Plan),
        };

        var times = turns.ToDictionary(turn => turn.Name, _ => new List<double>());
        for (var round = -1; round < rounds; round++)
        {
            // Every second round goes backwards, so that no turn always has the same one before it.
            foreach (var turn in round % 2 == 0 ? turns : turns.Reverse())
            {
                var (milliseconds, diagnostics) = await CompileAsync(turn.Sources, turn.Analyzers, turn.Options);
                if (diagnostics != (turn.Name == "hits" ? FilesWithHits * 2 : 0))
                    throw new InvalidOperationException($"{turn.Name} has {diagnostics} diagnostics.");
                if (round >= 0)
                    times[turn.Name].Add(milliseconds);
            }
        }

        foreach (var (name, values) in times)
            Figures.Figure($"analyzer_compile_{name}", Figures.Median(values), "ms_of_processor_time");
        Ratio("analyzer_idle_to_without", times["no_hits_idle"], times["no_hits_without"]);
        Ratio("analyzer_no_plan_to_idle", times["no_hits_no_plan"], times["no_hits_idle"]);
        Ratio("analyzer_no_hits_to_idle", times["no_hits"], times["no_hits_idle"]);
        Ratio("analyzer_no_hits_to_without", times["no_hits"], times["no_hits_without"]);
        Ratio("analyzer_hits_to_idle", times["hits"], times["hits_idle"]);
        Ratio("analyzer_hits_to_without", times["hits"], times["hits_without"]);
    }

    /// <summary>The median of each round's ratio: what slows one round down, slows both sides of it.</summary>
    private static void Ratio(string name, List<double> with, List<double> without) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio {name} {Figures.Median(with.Zip(without, (one, other) => one / other)):0.000}"));

    private static async Task<(double Milliseconds, int Diagnostics)> CompileAsync(string[] sources, ImmutableArray<DiagnosticAnalyzer> analyzers, AnalyzerOptions options)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;

        var trees = sources.Select((source, file) => CSharpSyntaxTree.ParseText(SourceText.From(source), path: $"File{file}.cs"));
        var compilation = CSharpCompilation.Create("Product", trees, References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var diagnostics = analyzers.IsEmpty
            ? compilation.GetDiagnostics()
            : await compilation
                .WithAnalyzers(analyzers, new CompilationWithAnalyzersOptions(options, onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: false))
                .GetAllDiagnosticsAsync();

        process.Refresh();
        var time = process.TotalProcessorTime - before;
        if (diagnostics.FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) is { } error)
            throw new InvalidOperationException(error.ToString());
        return (time.TotalMilliseconds, diagnostics.Count(diagnostic => diagnostic.Id.StartsWith("REO", StringComparison.Ordinal)));
    }

    /// <summary>About 100 lines of ordinary code; with hits, one method in it posts usage, right once and wrong twice.</summary>
    private static string Source(int file, bool hasHits)
    {
        var code = new StringBuilder();
        code.Append(CultureInfo.InvariantCulture, $$"""
            using System;
            using System.Collections.Generic;
            using System.Linq;
            using System.Threading.Tasks;

            namespace Product.Area{{file % 20}}
            {
                public sealed class Order{{file}}
                {
                    private readonly Dictionary<string, List<int>> _lines = new Dictionary<string, List<int>>();

                    public string Name { get; set; } = "order {{file}}";

            """);
        for (var method = 0; method < 8; method++)
        {
            code.Append(CultureInfo.InvariantCulture, $$"""
                    public async Task<int> Step{{method}}(int count, string text)
                    {
                        var total = 0;
                        for (var i = 0; i < count; i++)
                        {
                            if (_lines.TryGetValue(text + i, out var line) && line.Count > {{method}})
                                total += line.Where(n => n > i).Select(n => n * 2).Sum();
                            else
                                _lines[$"{text}:{i}"] = new List<int> { i, i + 1, count };
                        }

                        await Task.Yield();
                        return string.IsNullOrEmpty(Name) ? throw new InvalidOperationException("no name") : total + text.Length;
                    }

            """);
        }

        if (hasHits)
        {
            code.Append("""
                    public object Post(bool first) => new { activity_type = first ? "LOGIN_ACTIVITY" : "LOGN_ACTIVITY", body = "{\"activity_type\":\"login activity\"}" };

            """);
        }

        return code.Append("    }\n}\n").ToString();
    }

    private sealed class PlanText : AdditionalText
    {
        private static readonly SourceText Text = SourceText.From(string.Concat(Enumerable.Range(0, 60).Select(n => $"METRIC NUMBER {n}\n")) + "LOGIN_ACTIVITY | PRIMARY\n");

        public override string Path => "reo.metrics.txt";

        public override SourceText GetText(CancellationToken cancellationToken = default) => Text;
    }

    [DiagnosticAnalyzer(LanguageNames.CSharp)]
    private sealed class IdleAnalyzer : DiagnosticAnalyzer
    {
        private static readonly DiagnosticDescriptor Rule = new("IDLE", "Idle", "Idle", "Idle", DiagnosticSeverity.Warning, isEnabledByDefault: true);

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

        public override void Initialize(AnalysisContext context)
        {
            context.EnableConcurrentExecution();
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.RegisterSemanticModelAction(_ => { });
        }
    }
}
