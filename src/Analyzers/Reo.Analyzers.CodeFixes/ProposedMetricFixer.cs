using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using Reo.Analyzers.Plan;
using Reo.PlanFile;

namespace Reo.Analyzers.CodeFixes;

/// <summary>Adds an unknown key to the plan file as proposed.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ProposedMetricFixer)), Shared]
public sealed class ProposedMetricFixer : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.UnknownActivityType.Id];

    public override FixAllProvider GetFixAllProvider() => new AllProposedMetrics();

    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var project = context.Document.Project;
        if (PlanFileOf(project) is null)
            return Task.CompletedTask;

        foreach (var diagnostic in context.Diagnostics)
        {
            if (KeyOf(diagnostic) is { } key)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        $"Add '{key}' to {PlanDocument.FileName} as proposed",
                        cancellation => AddAsync(project.Solution, [(project.Id, key)], cancellation),
                        nameof(ProposedMetricFixer)),
                    diagnostic);
            }
        }

        return Task.CompletedTask;
    }

    internal static string? KeyOf(Diagnostic diagnostic) => diagnostic.Properties.TryGetValue(Properties.Key, out var key) ? key : null;

    internal static async Task<Solution> AddAsync(Solution solution, IEnumerable<(ProjectId Project, string Key)> keys, CancellationToken cancellation)
    {
        foreach (var (project, key) in keys)
        {
            if (PlanFileOf(solution.GetProject(project)) is not { } file)
                continue;

            var text = await file.GetTextAsync(cancellation).ConfigureAwait(false);
            var plan = PlanDocument.Parse(text.ToString());
            if (plan.Metrics.Any(line => line.Metric!.Key == key))
                continue;

            var added = SourceText.From(plan.With(new PlanMetric(key, state: MetricState.Proposed)).ToString(), text.Encoding);
            // One file on disk is a document in every project that shares it, and in every target of one project.
            foreach (var same in solution.Projects.SelectMany(other => other.AdditionalDocuments).Where(other => other.Id == file.Id || (file.FilePath is not null && other.FilePath == file.FilePath)).ToList())
                solution = solution.WithAdditionalDocumentText(same.Id, added);
        }

        return solution;
    }

    private static TextDocument? PlanFileOf(Project? project) => project?.AdditionalDocuments
        .Where(file => PlanFiles.IsPlanFile(file.FilePath ?? file.Name))
        .OrderBy(file => file.FilePath ?? file.Name, StringComparer.Ordinal)
        .FirstOrDefault();
}

/// <summary>All of a document, project or solution in one change, each key once.</summary>
internal sealed class AllProposedMetrics : FixAllProvider
{
    public override async Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext)
    {
        // `dotnet format` applies every fix that there is. To propose a metric is a decision, and nobody made it there.
        if (fixAllContext.Solution.Workspace.Kind == WorkspaceKind.MSBuild)
            return null;

        var keys = new List<(ProjectId Project, string Key)>();
        foreach (var project in ProjectsOf(fixAllContext))
        {
            var diagnostics = fixAllContext is { Scope: FixAllScope.Document, Document: { } document }
                ? await fixAllContext.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false)
                : await fixAllContext.GetAllDiagnosticsAsync(project).ConfigureAwait(false);
            keys.AddRange(diagnostics.OrderBy(diagnostic => diagnostic.Location.SourceTree?.FilePath, StringComparer.Ordinal)
                .ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)
                .Select(ProposedMetricFixer.KeyOf)
                .Where(key => key is not null)
                .Select(key => (project.Id, key!)));
        }

        if (keys.Count == 0)
            return null;
        return CodeAction.Create(
            $"Add all to {PlanDocument.FileName} as proposed",
            cancellation => ProposedMetricFixer.AddAsync(fixAllContext.Solution, keys, cancellation),
            nameof(ProposedMetricFixer));
    }

    private static IEnumerable<Project> ProjectsOf(FixAllContext context) =>
        context.Scope == FixAllScope.Solution ? context.Solution.Projects : [context.Project];
}
