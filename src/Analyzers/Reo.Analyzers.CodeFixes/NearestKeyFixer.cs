using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Reo.Analyzers.CodeFixes;

/// <summary>Writes the configured key in the place of one that is misspelt.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NearestKeyFixer)), Shared]
public sealed class NearestKeyFixer : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.UnknownActivityType.Id, Rules.MisspelledActivityType.Id];

    public override FixAllProvider GetFixAllProvider() => AllInDocuments.With(ReplaceAsync);

    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            if (Replacement(diagnostic) is { } key)
                context.RegisterCodeFix(CodeAction.Create($"Use '{key}'", cancellation => ReplaceAsync(context.Document, [diagnostic], cancellation), nameof(NearestKeyFixer)), diagnostic);
        }

        return Task.CompletedTask;
    }

    private static async Task<Document> ReplaceAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var changes = diagnostics.Where(diagnostic => Replacement(diagnostic) is not null).Select(Change);
        var text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        return document.WithText(text.WithChanges(changes));
    }

    private static string? Replacement(Diagnostic diagnostic) =>
        diagnostic.Properties.TryGetValue(Properties.Replacement, out var key) && key is not null && (IsExpression(diagnostic) || NeedsNoEscape(key)) ? key : null;

    private static TextChange Change(Diagnostic diagnostic)
    {
        var key = Replacement(diagnostic)!;
        return new TextChange(diagnostic.Location.SourceSpan, IsExpression(diagnostic) ? SymbolDisplay.FormatLiteral(key, quote: true) : key);
    }

    private static bool IsExpression(Diagnostic diagnostic) => diagnostic.Properties.ContainsKey(Properties.IsExpression);

    // Inside JSON inside a string of any kind.
    private static bool NeedsNoEscape(string key) => key.All(unit => unit is not ('"' or '\\' or '{' or '}') && !char.IsControl(unit) && !char.IsSurrogate(unit));
}
