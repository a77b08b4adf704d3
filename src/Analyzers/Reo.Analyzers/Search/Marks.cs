using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Reo.Analyzers.Search;

/// <summary>Why a value is taken for an activity type.</summary>
internal enum Evidence
{
    None,

    /// <summary>The name of a C# member alone. It may mean something else, so only what is surely wrong is reported.</summary>
    MemberName,

    /// <summary>The name <c>activity_type</c> of the posted body.</summary>
    WireName,

    /// <summary>An attribute says so.</summary>
    Marked,
}

/// <summary>Which parameters, properties, fields and return values are marked as activity types.</summary>
internal sealed class Marks
{
    private readonly ConcurrentDictionary<ISymbol, Evidence> _known = new(SymbolEqualityComparer.Default);

    public Evidence Of(ISymbol? symbol) => symbol is null ? Evidence.None : _known.GetOrAdd(symbol.OriginalDefinition, Find);

    public static Evidence OfReturn(IMethodSymbol method) =>
        method.AssociatedSymbol is null ? Of(method.GetReturnTypeAttributes()) : Evidence.None;

    private static Evidence Find(ISymbol symbol) => symbol switch
    {
        IParameterSymbol parameter => OfParameter(parameter),
        IPropertySymbol property => OfProperty(property),
        _ => Of(symbol.GetAttributes()),
    };

    private static Evidence OfParameter(IParameterSymbol parameter)
    {
        for (var declared = parameter; declared is not null; declared = Overridden(declared))
        {
            if (Of(declared.GetAttributes()) is var evidence and not Evidence.None)
                return evidence;
        }

        // A record's parameter is its property, and [property: X] stands there.
        return parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor, ContainingType: { IsRecord: true } record }
            && record.GetMembers(parameter.Name).OfType<IPropertySymbol>().FirstOrDefault() is { } property
                ? OfProperty(property)
                : Evidence.None;
    }

    private static IParameterSymbol? Overridden(IParameterSymbol parameter) => parameter.ContainingSymbol switch
    {
        IMethodSymbol { OverriddenMethod: { } method } => method.Parameters[parameter.Ordinal].OriginalDefinition,
        IPropertySymbol { OverriddenProperty: { } property } => property.Parameters[parameter.Ordinal].OriginalDefinition,
        _ => null,
    };

    private static Evidence OfProperty(IPropertySymbol property)
    {
        for (var declared = property; declared is not null; declared = declared.OverriddenProperty)
        {
            if (Of(declared.GetAttributes()) is var evidence and not Evidence.None)
                return evidence;
        }

        return property.Name == Names.WireName ? Evidence.WireName : Evidence.None;
    }

    private static Evidence Of(ImmutableArray<AttributeData> attributes)
    {
        foreach (var attribute in attributes)
        {
            switch (attribute.AttributeClass?.Name)
            {
                case Names.ActivityTypeAttribute:
                case Names.StringSyntaxAttribute when FirstArgument(attribute) == Names.ActivityType:
                    return Evidence.Marked;
                case Names.JsonPropertyNameAttribute or Names.JsonPropertyAttribute when FirstArgument(attribute) == Names.WireName:
                    return Evidence.WireName;
            }
        }

        return Evidence.None;
    }

    private static string? FirstArgument(AttributeData attribute) =>
        attribute.ConstructorArguments is [{ Kind: TypedConstantKind.Primitive, Value: string text }, ..] ? text : null;
}
