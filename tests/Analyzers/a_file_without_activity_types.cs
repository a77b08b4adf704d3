using Microsoft.CodeAnalysis;
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
}
