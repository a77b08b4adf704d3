using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Reo.Analyzers.Plan;
using Reo.Analyzers.Search;

namespace Reo.Analyzers.Generation;

/// <summary>The constants that the generator wrote into a compilation, if it did.</summary>
internal sealed class GeneratedConstants(Compilation compilation, ImmutableArray<PlanFileText> files)
{
    private readonly Lazy<ConstantNames?> _names = new(() => Exist(compilation) ? new ConstantNames(files) : null);

    public string? NameOf(string key) => _names.Value?.NameOf(key);

    private static bool Exist(Compilation compilation) =>
        compilation.GetSymbolsWithName(Names.ConstantsClass, SymbolFilter.Type).Any(type => type.GetAttributes().Any(IsOurs));

    // A product may have a class of that name of its own.
    private static bool IsOurs(AttributeData attribute) =>
        attribute is { AttributeClass.Name: "GeneratedCodeAttribute", ConstructorArguments: [{ Value: ActivityTypesSource.Generator }, ..] };
}
