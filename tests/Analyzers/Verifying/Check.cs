using Microsoft.CodeAnalysis;

namespace Reo.Analyzers.Tests.Verifying;

internal static class Check
{
    /// <summary>The marked places, and no others, have the rule's diagnostic; no other rule speaks.</summary>
    public static async Task ReportsAsync(string id, string marked, Analysis? analysis = null)
    {
        var (code, marks) = Snippet.Read(marked);

        var diagnostics = await (analysis ?? new Analysis()).RunAsync(("/product/Code.cs", code));

        diagnostics = [.. diagnostics.Where(diagnostic => diagnostic.Severity != DiagnosticSeverity.Hidden || diagnostic.Id == id)];
        diagnostics.Select(diagnostic => (diagnostic.Id, diagnostic.Location.SourceSpan)).ShouldBe(marks.Select(mark => (id, mark)), customMessage: code);
    }

    public static Task SaysNothingAsync(string code, Analysis? analysis = null) => ReportsAsync("", code, analysis);

    /// <summary>A method body with the snippet in it.</summary>
    public static string InMethod(string statements) => $$"""
        class Product
        {
            void Act(bool flag, int n, string text, UsageEvent usage)
            {
                {{statements}}
            }
        }
        """;
}
