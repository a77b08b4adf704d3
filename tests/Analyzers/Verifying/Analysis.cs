using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Reo.Analyzers.Tests.Verifying;

/// <summary>The analyzers of the package on one compilation, as the compiler runs them: an exception in one of them fails the test.</summary>
internal sealed record Analysis
{
    /// <summary>What every snippet may use.</summary>
    public const string Prelude = """
        global using System;
        global using System.Collections.Generic;
        global using System.Diagnostics.CodeAnalysis;
        global using System.Text.Json.Serialization;
        global using Acme;

        namespace Acme
        {
            [AttributeUsage(AttributeTargets.All)]
            public sealed class ActivityTypeAttribute : Attribute;

            public static class Client
            {
                public static void Track([ActivityType] string activityType) { }
            }

            public sealed class UsageEvent
            {
                [ActivityType] public string? ActivityType { get; set; }
            }
        }
        """;

    public const string Plan = """
        #: tenant acme
        LOGIN_ACTIVITY | PRIMARY | active | Login
        API KEY GENERATED | SECONDARY1
        OLD_EXPORT | SECONDARY2 | archived
        BULK_EXPORT | - | proposed

        """;

    public IReadOnlyList<AdditionalText> Files { get; init; } = [new TextFile("/product/reo.metrics.txt", Plan)];

    public IReadOnlyDictionary<string, string> Config { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<string> Enabled { get; init; } = [];

    public IReadOnlyList<MetadataReference> MoreReferences { get; init; } = [];

    public bool HasConstants { get; init; }

    public ImmutableArray<DiagnosticAnalyzer> Subjects { get; init; } = Analyzers;

    public static ImmutableArray<DiagnosticAnalyzer> Analyzers =>
        [new ActivityTypeAnalyzer(), new PlanFileAnalyzer(), new PlanFileMissing(), new UnusedMetric()];

    /// <summary>All diagnostics but hidden ones, in the order of their places.</summary>
    public async Task<IReadOnlyList<Diagnostic>> RunAsync(params (string Path, string Code)[] files)
    {
        var compilation = Snippet.Compile([("/product/Prelude.cs", Prelude), .. files]).AddReferences(MoreReferences);
        compilation = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(Enabled.Select(id => KeyValuePair.Create(id, ReportDiagnostic.Warn))));
        if (HasConstants)
            compilation = WithConstants(compilation);
        compilation.GetDiagnostics(TestContext.Current.CancellationToken).ShouldNotContain(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return await OfAsync(compilation);
    }

    public async Task<IReadOnlyList<Diagnostic>> OfAsync(Compilation compilation)
    {
        var options = new AnalyzerOptions([.. Files], new Configuration(Config));
        var exceptions = new List<Exception>();
        var analysis = compilation.WithAnalyzers(Subjects, new CompilationWithAnalyzersOptions(
            options, onAnalyzerException: (exception, _, _) => exceptions.Add(exception), concurrentAnalysis: true, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: false));
        var diagnostics = await analysis.GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);

        exceptions.ShouldBeEmpty();
        diagnostics.ShouldNotContain(diagnostic => diagnostic.Id.StartsWith("AD"));
        return [.. diagnostics.OrderBy(diagnostic => diagnostic.Location.GetLineSpan().Path, StringComparer.Ordinal).ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
    }

    private CSharpCompilation WithConstants(CSharpCompilation compilation)
    {
        var driver = CSharpGeneratorDriver.Create([new Reo.Analyzers.Generation.ActivityTypesGenerator().AsSourceGenerator()], Files, Snippet.Parsing, new Configuration(Config));
        driver.RunGeneratorsAndUpdateCompilation(compilation, out var updated, out _, TestContext.Current.CancellationToken);
        return (CSharpCompilation)updated;
    }

    internal sealed class Configuration(IReadOnlyDictionary<string, string> values) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions => new Values(values);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Values(IReadOnlyDictionary<string, string> values) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
        }
    }
}
