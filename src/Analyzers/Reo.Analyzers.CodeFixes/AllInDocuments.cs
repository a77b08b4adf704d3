using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Reo.Analyzers.CodeFixes;

/// <summary>
/// Fixes all places of a document in one change. Roslyn's batch fixer makes a change for each and merges them, and leaves out what it takes
/// for a conflict: the second branch of a conditional expression, for example. It also fixes nothing when <c>dotnet format</c> comes upon a
/// place without a fix first.
/// </summary>
internal static class AllInDocuments
{
    private static readonly ImmutableArray<FixAllScope> Scopes =
        [FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution, FixAllScope.ContainingMember, FixAllScope.ContainingType];

    public static FixAllProvider With(Func<Document, ImmutableArray<Diagnostic>, CancellationToken, Task<Document>> fix) => FixAllProvider.Create(
        async (context, document, diagnostics) =>
            await fix(document, [.. diagnostics.GroupBy(diagnostic => diagnostic.Location.SourceSpan).Select(same => same.First())], context.CancellationToken).ConfigureAwait(false),
        Scopes);
}
