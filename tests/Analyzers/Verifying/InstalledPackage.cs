using System.Collections.Immutable;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Reo.Analyzers.Tests.Verifying;

/// <summary>The assemblies of an installed package, loaded beside those that the tests reference, as an editor loads them.</summary>
internal sealed class InstalledPackage : IDisposable
{
    private readonly AssemblyLoadContext _context = new("installed", isCollectible: true);
    private readonly ImmutableArray<Type> _types;

    public InstalledPackage(string folder)
    {
        // The analyzers first: the fixes then find them in the same context.
        var files = Directory.EnumerateFiles(Path.Combine(folder, "analyzers", "dotnet", "cs"), "*.dll").OrderBy(file => file.Length);
        _types = [.. files.Select(_context.LoadFromAssemblyPath).ToList().SelectMany(assembly => assembly.GetTypes())];
        Analyzers = [.. _types.Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer))).Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)];
        Analyzers.Length.ShouldBe(Analysis.Analyzers.Length);
        Analyzers.ShouldAllBe(analyzer => analyzer.GetType().Assembly.Location.StartsWith(folder));
    }

    public ImmutableArray<DiagnosticAnalyzer> Analyzers { get; }

    public Fix Fix(string name) =>
        new((CodeFixProvider)Activator.CreateInstance(_types.Single(type => type.Name == name))!) { Analysis = new Analysis { Subjects = Analyzers } };

    public void Dispose() => _context.Unload();
}
