using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Reo.Analyzers.Search;

/// <summary>What one file tells without its meaning: whether it names activity types at all, and what it marks as such.</summary>
internal sealed record SourceMarks(bool HasWords, MarkedNames Names)
{
    public static readonly string[] Words = [Search.Names.ActivityType, Search.Names.WireName];

    private static readonly SourceMarks Nothing = new(HasWords: false, MarkedNames.None);

    public static SourceMarks Of(SyntaxTree tree) => TextSearch.ContainsAny(tree.GetText(), Words) ? Read(tree) : Nothing;

    private static SourceMarks Read(SyntaxTree tree)
    {
        var root = tree.GetRoot();
        var aliases = new HashSet<string>(root.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<UsingDirectiveSyntax>().Where(IsAliasOfMark).Select(directive => directive.Alias!.Name.Identifier.ValueText));
        var names = new HashSet<string>();
        var unnamed = Unnamed.None;
        foreach (var list in root.DescendantNodes().OfType<AttributeListSyntax>())
        {
            if (list.Attributes.Any(attribute => IsMark(attribute, aliases)))
                unnamed |= Collect(list.Parent, names);
        }

        return new SourceMarks(HasWords: true, names.Count == 0 && unnamed == Unnamed.None ? MarkedNames.None : new MarkedNames(names, unnamed));
    }

    /// <summary>Whether a file with this name in it has words anyway.</summary>
    public static bool Mentions(string name) => Words.Any(word => name.IndexOf(word, StringComparison.Ordinal) >= 0);

    public static bool IsMarkName(string name) => name is
        Search.Names.ActivityType or Search.Names.ActivityTypeAttribute
        or Search.Names.StringSyntaxAttribute or "StringSyntax"
        or Search.Names.JsonPropertyNameAttribute or "JsonPropertyName"
        or Search.Names.JsonPropertyAttribute or "JsonProperty";

    private static bool IsAliasOfMark(UsingDirectiveSyntax directive) =>
        directive.Alias is not null && directive.Name is { } name && IsMarkName(Identifiers.LastOf(name));

    private static bool IsMark(AttributeSyntax attribute, HashSet<string> aliases)
    {
        var name = Identifiers.LastOf(attribute.Name);
        if (!IsMarkName(name) && !aliases.Contains(name))
            return false;
        if (name is Search.Names.ActivityType or Search.Names.ActivityTypeAttribute || attribute.ArgumentList is not { Arguments: { Count: > 0 } arguments })
            return true;
        return arguments[0].Expression is not LiteralExpressionSyntax { Token.ValueText: not (Search.Names.ActivityType or Search.Names.WireName) };
    }

    private static Unnamed Collect(SyntaxNode? owner, HashSet<string> names)
    {
        switch (owner)
        {
            case ParameterSyntax { Parent.Parent: RecordDeclarationSyntax record } parameter:
                names.Add(parameter.Identifier.ValueText);
                return CollectParameterOwner(record, names);
            case ParameterSyntax { Parent.Parent: { } declaration }:
                return CollectParameterOwner(declaration, names);
            case PropertyDeclarationSyntax property:
                names.Add(property.Identifier.ValueText);
                return Unnamed.None;
            case FieldDeclarationSyntax field:
                names.UnionWith(field.Declaration.Variables.Select(variable => variable.Identifier.ValueText));
                return Unnamed.None;
            case IndexerDeclarationSyntax:
                return Unnamed.Element;
            default:
                return Unnamed.None;
        }
    }

    private static Unnamed CollectParameterOwner(SyntaxNode declaration, HashSet<string> names)
    {
        switch (declaration)
        {
            case MethodDeclarationSyntax method:
                names.Add(method.Identifier.ValueText);
                return Unnamed.None;
            case LocalFunctionStatementSyntax function:
                names.Add(function.Identifier.ValueText);
                return Unnamed.None;
            case ConstructorDeclarationSyntax constructor:
                AddType(names, constructor.Identifier.ValueText);
                return Unnamed.Creation;
            case TypeDeclarationSyntax type:
                AddType(names, type.Identifier.ValueText);
                return Unnamed.Creation;
            case IndexerDeclarationSyntax:
                return Unnamed.Element;
            case DelegateDeclarationSyntax or LambdaExpressionSyntax:
                return Unnamed.Invocation;
            default:
                return Unnamed.None;
        }
    }

    public static void AddType(HashSet<string> names, string type)
    {
        const string suffix = "Attribute";
        names.Add(type);
        if (type.Length > suffix.Length && type.EndsWith(suffix, StringComparison.Ordinal))
            names.Add(type.Substring(0, type.Length - suffix.Length));
    }
}

internal static class Identifiers
{
    /// <summary>The last identifier of <c>a.b.C&lt;T&gt;</c>, <c>x?.C</c> or <c>C</c>; empty when the expression has no name.</summary>
    public static string LastOf(SyntaxNode? expression) => expression switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax aliased => aliased.Name.Identifier.ValueText,
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        _ => "",
    };
}
