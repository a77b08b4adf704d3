using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;
using Microsoft.CodeAnalysis.Text;
using Reo.Analyzers.Search;

namespace Reo.Analyzers.CodeFixes;

/// <summary>Writes the generated constant in the place of a key, misspelt or not.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(GeneratedConstantFixer)), Shared]
public sealed class GeneratedConstantFixer : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        [Rules.UnknownActivityType.Id, Rules.MisspelledActivityType.Id, Rules.LiteralActivityType.Id];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            if (diagnostic.Properties.TryGetValue(Properties.Replacement, out var key) && key is not null
                && diagnostic.Properties.ContainsKey(Properties.IsExpression)
                && await ConstantAsync(context.Document, key, context.CancellationToken).ConfigureAwait(false) is { } constant)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        $"Use {Names.ConstantsClass}.{constant.Name}",
                        cancellation => ReplaceAsync(context.Document, diagnostic.Location.SourceSpan, constant, cancellation),
                        nameof(GeneratedConstantFixer)),
                    diagnostic);
            }
        }
    }

    private static async Task<IFieldSymbol?> ConstantAsync(Document document, string key, CancellationToken cancellation)
    {
        var compilation = await document.Project.GetCompilationAsync(cancellation).ConfigureAwait(false);
        return compilation?.GetSymbolsWithName(Names.ConstantsClass, SymbolFilter.Type, cancellation)
            .OfType<INamedTypeSymbol>()
            .SelectMany(type => type.GetMembers().OfType<IFieldSymbol>())
            .FirstOrDefault(field => field.IsConst && field.ConstantValue is string value && value == key);
    }

    private static async Task<Document> ReplaceAsync(Document document, TextSpan span, IFieldSymbol constant, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        if (root?.FindNode(span, getInnermostNodeForTie: true) is not ExpressionSyntax old)
            return document;

        // In full first: what follows adds the using directive and shortens it.
        var type = constant.ContainingType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        var access = SyntaxFactory.ParseExpression($"{type}.{constant.Name}")
            .WithTriviaFrom(old)
            .WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);
        return await ImportAdder.AddImportsAsync(document.WithSyntaxRoot(root.ReplaceNode(old, access)), Simplifier.AddImportsAnnotation, cancellationToken: cancellation).ConfigureAwait(false);
    }
}
