using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;
using Reo.Analyzers.Search;

namespace Reo.Analyzers.CodeFixes;

/// <summary>Writes the generated constant in the place of a key, misspelt or not.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(GeneratedConstantFixer)), Shared]
public sealed class GeneratedConstantFixer : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        [Rules.UnknownActivityType.Id, Rules.MisspelledActivityType.Id, Rules.LiteralActivityType.Id];

    public override FixAllProvider GetFixAllProvider() => AllInDocuments.With(ReplaceAsync);

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var constants = await ConstantsAsync(context.Document, context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (Replacement(diagnostic, constants) is { } constant)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        $"Use {Names.ConstantsClass}.{constant.Name}",
                        cancellation => ReplaceAsync(context.Document, [diagnostic], cancellation),
                        nameof(GeneratedConstantFixer)),
                    diagnostic);
            }
        }
    }

    private static IFieldSymbol? Replacement(Diagnostic diagnostic, Dictionary<string, IFieldSymbol> constants) =>
        diagnostic.Properties.TryGetValue(Properties.Replacement, out var key) && key is not null
        && diagnostic.Properties.ContainsKey(Properties.IsExpression)
        && constants.TryGetValue(key, out var constant) ? constant : null;

    private static async Task<Dictionary<string, IFieldSymbol>> ConstantsAsync(Document document, CancellationToken cancellation)
    {
        var compilation = await document.Project.GetCompilationAsync(cancellation).ConfigureAwait(false);
        var fields = compilation?.GetSymbolsWithName(Names.ConstantsClass, SymbolFilter.Type, cancellation)
            .OfType<INamedTypeSymbol>()
            .SelectMany(type => type.GetMembers().OfType<IFieldSymbol>());
        var constants = new Dictionary<string, IFieldSymbol>(StringComparer.Ordinal);
        foreach (var field in fields ?? [])
        {
            if (field is { IsConst: true, ConstantValue: string key } && !constants.ContainsKey(key))
                constants.Add(key, field);
        }

        return constants;
    }

    private static async Task<Document> ReplaceAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var constants = await ConstantsAsync(document, cancellation).ConfigureAwait(false);
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        if (root is null)
            return document;

        var replaced = new Dictionary<SyntaxNode, IFieldSymbol>();
        foreach (var diagnostic in diagnostics)
        {
            if (Replacement(diagnostic, constants) is { } constant && root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is ExpressionSyntax old)
                replaced[old] = constant;
        }

        var changed = root.ReplaceNodes(replaced.Keys, (old, _) => Access(replaced[old]).WithTriviaFrom(old));
        return await ImportAdder.AddImportsAsync(document.WithSyntaxRoot(changed), Simplifier.AddImportsAnnotation, cancellationToken: cancellation).ConfigureAwait(false);
    }

    // In full first: what follows adds the using directive and shortens it.
    private static ExpressionSyntax Access(IFieldSymbol constant) =>
        SyntaxFactory.ParseExpression($"{constant.ContainingType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)}.{constant.Name}")
            .WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);
}
