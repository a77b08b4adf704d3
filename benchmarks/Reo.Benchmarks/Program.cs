using Reo.Benchmarks;
using Reo.Benchmarks.Analyzer;
using Reo.Benchmarks.Ingest;
using Reo.Benchmarks.Projections;
using Reo.Benchmarks.Reports;

var programs = new Dictionary<string, Func<string[], Task>>(StringComparer.Ordinal)
{
    ["analyzer"] = AnalyzerBenchmark.RunAsync,
    ["append"] = AppendBenchmark.RunAsync,
    ["ingest"] = IngestBenchmark.RunAsync,
    ["rebuild"] = RebuildBenchmark.RunAsync,
    ["projections"] = ProjectionsBenchmark.RunAsync,
    ["reports"] = ReportsBenchmark.RunAsync,
    [Load.Program] = Load.RunAsync,
    [ParsedByKestrel.Program] = ParsedByKestrel.RunAsync,
};

if (args is [var name, .. var options] && programs.TryGetValue(name, out var program))
{
    await program(options);
    return 0;
}

await Console.Error.WriteLineAsync($"Usage: dotnet run -c Release --project benchmarks/Reo.Benchmarks -- <{string.Join('|', programs.Keys)}> [--connection <connection string>] [--rounds <n>]");
return 1;
