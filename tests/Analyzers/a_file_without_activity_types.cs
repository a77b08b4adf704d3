using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Reo.Analyzers.Generation;
using Reo.Analyzers.Plan;
using Reo.Analyzers.Search;
using Reo.Analyzers.Tests.Verifying;

namespace Reo.Analyzers.Tests;

public sealed class a_file_without_activity_types
{
    private static readonly string[] Words = [.. SourceMarks.Words, "Track", "new("];

    [Fact]
    public void is_read_without_an_allocation()
    {
        var code = string.Concat(Enumerable.Range(0, 2_000).Select(n => $"class C{n} {{ string M(string x) => x + \"activity\" + {n}; }}\n"));
        var tree = Snippet.Compile(("/product/Code.cs", code)).SyntaxTrees[0];
        var cancellation = TestContext.Current.CancellationToken;
        Mentions(tree, cancellation).ShouldBeFalse();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Mentions(tree, cancellation);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        allocated.ShouldBe(0);
    }

    [Fact]
    public async Task is_analysed_without_an_allocation_in_the_action()
    {
        var meter = new Meter();
        var files = Enumerable.Range(0, 50).Select(n => ($"{Meter.Folder}Code{n}.cs", Check.InMethod("_ = text + flag + n;").Replace("Product", $"Product{n}"))).ToArray();

        (await new Analysis { Subjects = [meter] }.RunAsync(files)).ShouldBeEmpty();

        meter.Files.ShouldBe(files.Length);
        meter.Bytes.ShouldBe(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16 * 1024 - 6)]
    [InlineData(16 * 1024)]
    [InlineData(40_000)]
    public void is_told_from_one_that_has_them_wherever_they_stand(int at)
    {
        var with = Microsoft.CodeAnalysis.Text.SourceText.From(new string(' ', at) + "ActivityType");
        var without = Microsoft.CodeAnalysis.Text.SourceText.From(new string(' ', at) + "ActivityTyp");

        TextSearch.ContainsAny(with, Words).ShouldBeTrue();
        TextSearch.ContainsAny(without, Words).ShouldBeFalse();
    }

    private static bool Mentions(SyntaxTree tree, CancellationToken cancellation) =>
        SourceMarks.Of(tree).HasWords || TextSearch.ContainsAny(tree.GetText(cancellation), Words);

    /// <summary>Does to each file what the package does, twice, and counts what the second time allocates: the first gives the thread its buffer.</summary>
#pragma warning disable RS1001, RS1036 // Not for the compiler to find.
    private sealed class Meter : DiagnosticAnalyzer
#pragma warning restore RS1001, RS1036
    {
        public const string Folder = "/product/plain/";

        private long _bytes;
        private int _files;

        public long Bytes => _bytes;

        public int Files => _files;

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => new ActivityTypeAnalyzer().SupportedDiagnostics;

        public override void Initialize(AnalysisContext context)
        {
            context.EnableConcurrentExecution();
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.RegisterCompilationStartAction(start =>
            {
                var files = PlanFiles.In(start);
                var (plan, constants, search) = (new MetricPlan(files), new GeneratedConstants(start.Compilation, files), ActivityTypeSearch.In(start));
                start.RegisterSemanticModelAction(file =>
                {
                    if (!file.SemanticModel.SyntaxTree.FilePath.StartsWith(Folder, StringComparison.Ordinal))
                        return;

                    ActivityTypeAnalyzer.Look(file, search, plan, constants);
                    var before = GC.GetAllocatedBytesForCurrentThread();
                    ActivityTypeAnalyzer.Look(file, search, plan, constants);
                    Interlocked.Add(ref _bytes, GC.GetAllocatedBytesForCurrentThread() - before);
                    Interlocked.Increment(ref _files);
                });
            });
        }
    }
}
