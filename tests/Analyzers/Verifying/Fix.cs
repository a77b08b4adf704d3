using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Text;

namespace Reo.Analyzers.Tests.Verifying;

/// <summary>A fix applied in a workspace: to the first diagnostic that it can fix, or to all of them.</summary>
internal sealed class Fix(CodeFixProvider provider)
{
    public string Plan { get; init; } = Verifying.Analysis.Plan;

    public Analysis Analysis { get; init; } = new();

    public bool HasConstants { get; init; }

    public bool HasPlanFile { get; init; } = true;

    /// <summary>The titles of the changes that the first diagnostic is offered.</summary>
    public async Task<IReadOnlyList<string>> TitlesAsync(string code)
    {
        using var workspace = Workspace(code);
        var (actions, _, _) = await ActionsAsync(Document(workspace));
        return [.. actions.Select(action => action.Title)];
    }

    public async Task<(string Code, string Plan)> ApplyAsync(string code, FixAllScope? scope = null)
    {
        using var workspace = Workspace(code);
        var document = Document(workspace);
        var (actions, diagnostic, all) = await ActionsAsync(document);
        var action = actions.ShouldHaveSingleItem();
        if (scope is { } everything)
        {
            var context = new FixAllContext(document, provider, everything, action.EquivalenceKey!, provider.FixableDiagnosticIds, new Known(all), TestContext.Current.CancellationToken);
            action = (await provider.GetFixAllProvider()!.GetFixAsync(context)).ShouldNotBeNull();
        }

        diagnostic.ShouldNotBeNull();
        var operations = await action.GetOperationsAsync(TestContext.Current.CancellationToken);
        var solution = operations.OfType<ApplyChangesOperation>().ShouldHaveSingleItem().ChangedSolution;
        return await TextsAsync(solution);
    }

    private static async Task<(string Code, string Plan)> TextsAsync(Solution solution)
    {
        var project = solution.Projects.Single();
        var changed = await project.Documents.Single(one => one.Name == "Code.cs").GetTextAsync(TestContext.Current.CancellationToken);
        var plan = project.AdditionalDocuments.SingleOrDefault() is { } file ? (await file.GetTextAsync(TestContext.Current.CancellationToken)).ToString() : "";
        return (changed.ToString(), plan);
    }

    /// <summary>All of a solution, as <c>dotnet format</c> does it: the first action of the first diagnostic says which fix, if it has one.</summary>
    public async Task<(string Code, string Plan)> FormatAsync(string code)
    {
        using var workspace = Workspace(code, WorkspaceKind.MSBuild);
        var document = Document(workspace);
        var (actions, _, all) = await ActionsAsync(document);
        var key = actions.Count > 0 ? actions[0].EquivalenceKey! : null!;
        var context = new FixAllContext(document, provider, FixAllScope.Solution, key, provider.FixableDiagnosticIds, new Known(all), TestContext.Current.CancellationToken);
        if (await provider.GetFixAllProvider()!.GetFixAsync(context) is not { } action)
            return (code, Plan);

        var operations = await action.GetOperationsAsync(TestContext.Current.CancellationToken);
        return await TextsAsync(operations.OfType<ApplyChangesOperation>().ShouldHaveSingleItem().ChangedSolution);
    }

    private static Document Document(Microsoft.CodeAnalysis.Workspace workspace) => workspace.CurrentSolution.Projects.Single().Documents.Single(document => document.Name == "Code.cs");

    private AdhocWorkspace Workspace(string code, string kind = "Custom")
    {
        var workspace = new AdhocWorkspace(MefHostServices.Create(MefHostServices.DefaultAssemblies.Add(Assembly.Load("Microsoft.CodeAnalysis.CSharp.Workspaces"))), kind);
        var id = ProjectId.CreateNewId();
        var solution = workspace.CurrentSolution
            .AddProject(ProjectInfo.Create(id, VersionStamp.Default, "Product", "Product", LanguageNames.CSharp,
                compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary), parseOptions: Snippet.Parsing, metadataReferences: Snippet.References))
            .AddDocument(DocumentId.CreateNewId(id), "Prelude.cs", SourceText.From(Verifying.Analysis.Prelude), filePath: "/product/Prelude.cs")
            .AddDocument(DocumentId.CreateNewId(id), "Code.cs", SourceText.From(code), filePath: "/product/Code.cs");
        if (HasPlanFile)
            solution = solution.AddAdditionalDocument(DocumentId.CreateNewId(id), "reo.metrics.txt", SourceText.From(Plan), filePath: "/product/reo.metrics.txt");
        if (HasConstants)
        {
            var metrics = Reo.PlanFile.PlanDocument.Parse(Plan).Metrics.Select(line => line.Metric!).ToList();
            solution = solution.AddDocument(DocumentId.CreateNewId(id), "ActivityTypes.g.cs", SourceText.From(Reo.Analyzers.Generation.ActivityTypesSource.Write(metrics, "Acme.Shop")), filePath: "/product/ActivityTypes.g.cs");
        }

        workspace.TryApplyChanges(solution).ShouldBeTrue();
        return workspace;
    }

    private async Task<(IReadOnlyList<CodeAction> Actions, Diagnostic? First, ImmutableArray<Diagnostic> All)> ActionsAsync(Document document)
    {
        var compilation = (await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        var analysis = Analysis with { Files = HasPlanFile ? [new TextFile("/product/reo.metrics.txt", Plan)] : [] };
        var all = (await analysis.OfAsync(compilation)).Where(diagnostic => provider.FixableDiagnosticIds.Contains(diagnostic.Id)).ToImmutableArray();
        var actions = new List<CodeAction>();
        var first = all.FirstOrDefault();
        if (first is not null)
            await provider.RegisterCodeFixesAsync(new CodeFixContext(document, first, (action, _) => actions.Add(action), TestContext.Current.CancellationToken));
        return (actions, first, all);
    }

    private sealed class Known(ImmutableArray<Diagnostic> all) : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken)
        {
            var tree = await document.GetSyntaxTreeAsync(cancellationToken);
            return all.Where(diagnostic => diagnostic.Location.SourceTree == tree);
        }

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult(all.Where(diagnostic => diagnostic.Location.SourceTree is null));

        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(all);
    }
}
