using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Reo.Analyzers.Search;

/// <summary>The search through one compilation: what it marks is read once, then file after file is searched.</summary>
internal sealed class ActivityTypeSearch
{
    private static readonly SyntaxTreeValueProvider<SourceMarks> Sources = new(SourceMarks.Of);

    private readonly HashSet<SyntaxTree> _mentioning;
    private readonly MarkedNames _marked;
    private readonly Marks _marks = new();
    private readonly string[] _words;

    private ActivityTypeSearch(CompilationStartAnalysisContext context)
    {
        var names = new HashSet<string>();
        var unnamed = Unnamed.None;
        foreach (var reference in context.Compilation.References)
        {
            // A project that is referenced as source, as editors do.
            if (reference is CompilationReference { Compilation: var project })
                Read(context, project, names, ref unnamed);
            else
                Add(ReferencedMarks.Of(reference, context.Compilation), names, ref unnamed);
        }

        _mentioning = [.. Read(context, context.Compilation, names, ref unnamed)];
        _marked = new MarkedNames(names, unnamed);
        var words = names.Where(name => !SourceMarks.Mentions(name));
        _words = _marked.Has(Unnamed.Creation) ? [.. words, "new(", "new (", "base("] : [.. words];
    }

    private static List<SyntaxTree> Read(CompilationStartAnalysisContext context, Compilation project, HashSet<string> names, ref Unnamed unnamed)
    {
        var mentioning = new List<SyntaxTree>();
        foreach (var tree in project.SyntaxTrees)
        {
            if (!context.TryGetValue(tree, Sources, out var source) || !source.HasWords)
                continue;
            mentioning.Add(tree);
            Add(source.Names, names, ref unnamed);
        }

        return mentioning;
    }

    private static void Add(MarkedNames marked, HashSet<string> names, ref Unnamed unnamed)
    {
        names.UnionWith(marked.All);
        unnamed |= marked.Unnamed;
    }

    public static ActivityTypeSearch In(CompilationStartAnalysisContext context) => new(context);

    /// <summary>Whether the file is worth a look. Reads its text and allocates nothing.</summary>
    public bool MayHaveActivityTypes(SyntaxTree tree)
    {
        if (_mentioning.Contains(tree) || _marked.Has(Unnamed.Element | Unnamed.Invocation))
            return true;
        return _words.Length > 0 && TextSearch.ContainsAny(tree.GetText(), _words);
    }

    public void Search(SemanticModelAnalysisContext context, Action<ActivityTypeUse> report)
    {
        var model = context.SemanticModel;
        var options = FindOptions.Of(context.Options.AnalyzerConfigOptionsProvider.GetOptions(model.SyntaxTree));
        new ActivityTypeFinder(model, _marked, _marks, options, Unless(options, report), context.CancellationToken).Find();
    }

    private static Action<ActivityTypeUse> Unless(FindOptions options, Action<ActivityTypeUse> report) => use =>
    {
        if (use.Key is null || !options.AlsoAllowed.Contains(use.Key))
            report(use);
    };
}
