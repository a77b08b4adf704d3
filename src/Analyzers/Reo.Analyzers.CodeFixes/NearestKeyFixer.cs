using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Reo.Analyzers.CodeFixes;

/// <summary>Writes the configured key in the place of one that is misspelt.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NearestKeyFixer)), Shared]
public sealed class NearestKeyFixer : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.UnknownActivityType.Id, Rules.MisspelledActivityType.Id];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            if (!diagnostic.Properties.TryGetValue(Properties.Replacement, out var key) || key is null)
                continue;

            if (diagnostic.Properties.ContainsKey(Properties.IsExpression))
                Register(context, diagnostic, key, cancellation => ReplaceExpressionAsync(context.Document, diagnostic.Location.SourceSpan, key, cancellation));
            else if (NeedsNoEscape(key))
                Register(context, diagnostic, key, cancellation => ReplaceTextAsync(context.Document, diagnostic.Location.SourceSpan, key, cancellation));
        }

        return Task.CompletedTask;
    }

    private static void Register(CodeFixContext context, Diagnostic diagnostic, string key, Func<CancellationToken, Task<Document>> change) =>
        context.RegisterCodeFix(CodeAction.Create($"Use '{key}'", change, nameof(NearestKeyFixer)), diagnostic);

    private static async Task<Document> ReplaceExpressionAsync(Document document, TextSpan span, string key, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        if (root?.FindNode(span, getInnermostNodeForTie: true) is not ExpressionSyntax old)
            return document;

        var literal = SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(key)).WithTriviaFrom(old);
        return document.WithSyntaxRoot(root.ReplaceNode(old, literal));
    }

    private static async Task<Document> ReplaceTextAsync(Document document, TextSpan span, string key, CancellationToken cancellation)
    {
        var text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        return document.WithText(text.WithChanges(new TextChange(span, key)));
    }

    // Inside JSON inside a string of any kind.
    private static bool NeedsNoEscape(string key) => key.All(unit => unit is not ('"' or '\\' or '{' or '}') && !char.IsControl(unit) && !char.IsSurrogate(unit));
}
