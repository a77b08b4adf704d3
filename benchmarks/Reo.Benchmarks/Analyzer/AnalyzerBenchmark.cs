using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis.Text;

namespace Reo.Benchmarks.Analyzer;

/// <summary>
/// What the package adds to the compilation of 1,000 files, beside no analyzer at all, beside one that does nothing, and beside the SDK's
/// own, which a project has unless it turns them off; in turns, as many rounds as fit in 100 seconds. The ratios are of processor time, which a busy machine and a second core do not change much: medians of what
/// each round measured next to each other. That of a compilation to itself says how far they can be trusted; the time in the package's own
/// actions, which Roslyn counts, does not depend on that.
/// </summary>
internal static class AnalyzerBenchmark
{
    private static readonly TimeSpan _enough = TimeSpan.FromSeconds(100);

    private static readonly (string Name, bool HasHits, Package Package)[] _turns =
    [
        ("no_hits_without", false, Package.None),
        ("no_hits_idle", false, Package.Idle),
        ("no_hits", false, Package.Reo),
        ("no_hits_idle_again", false, Package.Idle),
        ("hits_without", true, Package.None),
        ("hits_idle", true, Package.Idle),
        ("hits", true, Package.Reo),
        ("no_hits_sdk", false, Package.Sdk),
        ("no_hits_sdk_and_package", false, Package.SdkAndReo),
        ("hits_sdk", true, Package.Sdk),
        ("hits_sdk_and_package", true, Package.SdkAndReo),
    ];

    public static async Task RunAsync(string[] options)
    {
        var rounds = options is ["--rounds", var given] ? int.Parse(given, CultureInfo.InvariantCulture) : (int?)null;
        var (plain, hits) = (GeneratedProduct.Sources(hasHits: false), GeneratedProduct.Sources(hasHits: true));
        var times = await TimesAsync(rounds, plain, hits);

        Figures.Figure("analyzer_rounds", times["hits"].Count, "rounds");
        foreach (var (name, values) in times)
            Figures.Figure($"analyzer_compile_{name}", Figures.Median(values), "ms_of_processor_time");
        Ratio("analyzer_idle_to_itself", times["no_hits_idle_again"], times["no_hits_idle"]);
        Ratio("analyzer_idle_to_without", times["no_hits_idle"], times["no_hits_without"]);
        Ratio("analyzer_no_hits_to_idle", times["no_hits"], times["no_hits_idle"]);
        Ratio("analyzer_no_hits_to_without", times["no_hits"], times["no_hits_without"]);
        Ratio("analyzer_hits_to_idle", times["hits"], times["hits_idle"]);
        Ratio("analyzer_hits_to_without", times["hits"], times["hits_without"]);
        Ratio("analyzer_no_hits_to_sdk", times["no_hits_sdk_and_package"], times["no_hits_sdk"]);
        Ratio("analyzer_hits_to_sdk", times["hits_sdk_and_package"], times["hits_sdk"]);
        await InActionsAsync("no_hits", plain, times["no_hits_without"]);
        await InActionsAsync("hits", hits, times["hits_without"]);
    }

    private static async Task<Dictionary<string, List<double>>> TimesAsync(int? rounds, SourceText[] plain, SourceText[] hits)
    {
        var times = _turns.ToDictionary(turn => turn.Name, _ => new List<double>());
        var clock = Stopwatch.StartNew();
        for (var round = -1; rounds is { } wanted ? round < wanted : round < 3 || clock.Elapsed < _enough; round++)
        {
            // Every second round goes backwards, so that no turn always has the same one before it.
            foreach (var (name, hasHits, package) in round % 2 == 0 ? _turns : Enumerable.Reverse(_turns))
            {
                var compiled = await Compiled.FromAsync(hasHits ? hits : plain, package);
                if (compiled.Diagnostics != (hasHits && package is (Package.Reo or Package.SdkAndReo) ? GeneratedProduct.FilesWithHits * GeneratedProduct.DiagnosticsInAFile : 0))
                    throw new InvalidOperationException($"{name} has {compiled.Diagnostics} diagnostics.");
                if (round >= 0)
                    times[name].Add(compiled.Milliseconds);
            }
        }

        return times;
    }

    private static async Task InActionsAsync(string name, SourceText[] sources, List<double> without)
    {
        var times = new List<double>();
        for (var i = 0; i < 3; i++)
            times.Add((await Compiled.FromAsync(sources, Package.Reo, isMeasuredInside: true)).MillisecondsInActions);
        Write($"analyzer_{name}_in_actions_to_compile", Figures.Median(times) / Figures.Median(without));
    }

    /// <summary>The median of each round's ratio: what slows one round down, slows both sides of it.</summary>
    private static void Ratio(string name, List<double> with, List<double> without) => Write(name, Figures.Median(with.Zip(without, (one, other) => one / other)));

    private static void Write(string name, double ratio) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio {name} {ratio:0.0000}"));
}
