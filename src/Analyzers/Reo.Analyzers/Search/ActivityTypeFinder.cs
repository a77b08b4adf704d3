using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Reo.Analyzers.Search;

/// <summary>
/// Finds the activity types of one file. Names decide which nodes are looked at, because the meaning of a node costs the binding of the
/// member around it; whether it is an activity type is then decided by the operation and its symbols.
/// </summary>
internal sealed class ActivityTypeFinder(SemanticModel model, MarkedNames marked, Marks marks, FindOptions options, Action<ActivityTypeUse> report, CancellationToken cancellation)
{
    private readonly Values _values = new(marks, report);

    public void Find()
    {
        foreach (var node in model.SyntaxTree.GetRoot(cancellation).DescendantNodes())
        {
            switch (node)
            {
                case InvocationExpressionSyntax invocation:
                    Invocation(invocation);
                    break;
                case BaseObjectCreationExpressionSyntax creation:
                    Creation(creation);
                    break;
                case ConstructorInitializerSyntax or PrimaryConstructorBaseTypeSyntax when marked.Has(Unnamed.Creation):
                    Arguments((Operation(node) as IInvocationOperation)?.Arguments);
                    break;
                case ElementAccessExpressionSyntax when marked.Has(Unnamed.Element):
                    Arguments((Operation(node) as IPropertyReferenceOperation)?.Arguments);
                    break;
                case AttributeSyntax attribute:
                    Attribute(attribute);
                    break;
                case AssignmentExpressionSyntax assignment when assignment.Kind() is SyntaxKind.SimpleAssignmentExpression or SyntaxKind.CoalesceAssignmentExpression:
                    Assignment(assignment);
                    break;
                case InitializerExpressionSyntax { RawKind: (int)SyntaxKind.ComplexElementInitializerExpression, Expressions: [var name, var value] } when IsWireName(name):
                    Check(value, Evidence.WireName);
                    break;
                case AnonymousObjectMemberDeclaratorSyntax member:
                    AnonymousMember(member);
                    break;
                case VariableDeclaratorSyntax { Initializer: { } initializer, Parent.Parent: FieldDeclarationSyntax } field when marked.All.Contains(field.Identifier.ValueText):
                    Check(initializer.Value, marks.Of(model.GetDeclaredSymbol(field, cancellation)));
                    break;
                case PropertyDeclarationSyntax property when marked.All.Contains(property.Identifier.ValueText):
                    Property(property);
                    break;
                case ParameterSyntax { Default: { } initializer, AttributeLists.Count: > 0 } parameter:
                    Check(initializer.Value, marks.Of(model.GetDeclaredSymbol(parameter, cancellation)));
                    break;
                case MethodDeclarationSyntax { AttributeLists.Count: > 0 } method:
                    Returns(method.AttributeLists, method);
                    break;
                case LocalFunctionStatementSyntax { AttributeLists.Count: > 0 } function:
                    Returns(function.AttributeLists, function);
                    break;
                case LiteralExpressionSyntax literal when options.ChecksJson && MayHoldJson(literal.Token.Text):
                    if (DecodedText.Of(literal) is { } text)
                        Json(text);
                    break;
                case InterpolatedStringExpressionSyntax interpolated when options.ChecksJson && interpolated.Contents.Any(part => part is InterpolatedStringTextSyntax text && MayHoldJson(text.TextToken.Text)):
                    Json(DecodedText.Of(interpolated));
                    break;
            }
        }
    }

    private IOperation? Operation(SyntaxNode node) => model.GetOperation(node, cancellation);

    private void Invocation(InvocationExpressionSyntax invocation)
    {
        var name = Identifiers.LastOf(invocation.Expression);
        if (name is "Add" or "TryAdd" && invocation.ArgumentList.Arguments is [var key, var value] && IsWireName(key.Expression))
            Check(value.Expression, Evidence.WireName);
        else if (marked.Has(Unnamed.Invocation) || marked.All.Contains(name))
            Arguments((Operation(invocation) as IInvocationOperation)?.Arguments);
    }

    private void Creation(BaseObjectCreationExpressionSyntax creation)
    {
        var name = creation is ObjectCreationExpressionSyntax { Type: var type } ? Identifiers.LastOf(type) : "";
        if (creation.ArgumentList is { Arguments: [var key, var value] } && name is "" or "KeyValuePair" && IsWireName(key.Expression))
            Check(value.Expression, Evidence.WireName);
        else if (creation.ArgumentList is { Arguments.Count: > 0 } && (name.Length == 0 ? marked.Has(Unnamed.Creation) : marked.All.Contains(name)))
            Arguments((Operation(creation) as IObjectCreationOperation)?.Arguments);
    }

    private void Arguments(IEnumerable<IArgumentOperation>? arguments)
    {
        foreach (var argument in arguments ?? [])
        {
            if (argument is { ArgumentKind: not ArgumentKind.DefaultValue, Parameter: { } parameter } && marks.Of(parameter) is var evidence and not Evidence.None)
                _values.Check(argument.Value, evidence);
        }
    }

    private void Attribute(AttributeSyntax attribute)
    {
        if (attribute.ArgumentList is not { Arguments: { Count: > 0 } arguments })
            return;
        if (!marked.All.Contains(Identifiers.LastOf(attribute.Name)) && !arguments.Any(argument => argument.NameEquals is { Name.Identifier.ValueText: var name } && IsMember(name)))
            return;
        if (Operation(attribute) is not IAttributeOperation { Operation: IObjectCreationOperation creation })
            return;

        Arguments(creation.Arguments);
        foreach (var assignment in creation.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>() ?? [])
        {
            if (assignment.Target is IMemberReferenceOperation { Member: { } member })
                _values.Check(assignment.Value, MemberEvidence(member, isInitializer: true));
        }
    }

    private void Assignment(AssignmentExpressionSyntax assignment)
    {
        switch (assignment.Left)
        {
            case ElementAccessExpressionSyntax { ArgumentList.Arguments: [var key] }:
                Element(key.Expression, assignment);
                break;
            case ImplicitElementAccessSyntax { ArgumentList.Arguments: [var key] }:
                Element(key.Expression, assignment);
                break;
            case var left when IsMember(Identifiers.LastOf(left)):
                if (Target(assignment) is IMemberReferenceOperation { Member: { } member })
                    Check(assignment.Right, MemberEvidence(member, isInitializer: assignment.Parent is InitializerExpressionSyntax));
                break;
        }
    }

    private void Element(ExpressionSyntax key, AssignmentExpressionSyntax assignment)
    {
        if (IsWireName(key))
            Check(assignment.Right, Evidence.WireName);
        else if (marked.Has(Unnamed.Element) && Target(assignment) is IPropertyReferenceOperation { Property: { } indexer } target)
        {
            Arguments(assignment.Left is ImplicitElementAccessSyntax ? target.Arguments : null);
            Check(assignment.Right, marks.Of(indexer));
        }
    }

    private IOperation? Target(AssignmentExpressionSyntax assignment) => Operation(assignment) is IAssignmentOperation { Target: { } target } ? target : null;

    private Evidence MemberEvidence(ISymbol member, bool isInitializer) => marks.Of(member) switch
    {
        Evidence.None when member.Name == Names.WireName => Evidence.WireName,
        Evidence.None when member.Name == Names.ActivityType && isInitializer && options.ChecksMemberNames => Evidence.MemberName,
        var evidence => evidence,
    };

    private void AnonymousMember(AnonymousObjectMemberDeclaratorSyntax member)
    {
        var name = member.NameEquals is { Name.Identifier.ValueText: var given } ? given : Identifiers.LastOf(member.Expression);
        if (name == Names.WireName)
            Check(member.Expression, Evidence.WireName);
        else if (name == Names.ActivityType && options.ChecksMemberNames)
            Check(member.Expression, Evidence.MemberName);
    }

    private void Property(PropertyDeclarationSyntax property)
    {
        var evidence = marks.Of(model.GetDeclaredSymbol(property, cancellation));
        if (evidence == Evidence.None)
            return;
        if (property.Initializer is { } initializer)
            Check(initializer.Value, evidence);
        if (property.ExpressionBody is { } body)
            Check(body.Expression, evidence);
        foreach (var getter in property.AccessorList?.Accessors.Where(accessor => accessor.IsKind(SyntaxKind.GetAccessorDeclaration)) ?? [])
            ReturnsOf(getter, evidence);
    }

    private void Returns(SyntaxList<AttributeListSyntax> attributes, SyntaxNode declaration)
    {
        if (attributes.Any(list => list.Target is { Identifier.RawKind: (int)SyntaxKind.ReturnKeyword })
            && model.GetDeclaredSymbol(declaration, cancellation) is IMethodSymbol method
            && Marks.OfReturn(method) is var evidence and not Evidence.None)
        {
            ReturnsOf(declaration, evidence);
        }
    }

    private void ReturnsOf(SyntaxNode declaration, Evidence evidence)
    {
        foreach (var node in declaration.DescendantNodes(node => node == declaration || node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
        {
            switch (node)
            {
                case ReturnStatementSyntax { Expression: { } expression }:
                    Check(expression, evidence);
                    break;
                case ArrowExpressionClauseSyntax arrow when arrow.Parent == declaration:
                    Check(arrow.Expression, evidence);
                    break;
            }
        }
    }

    private void Json(DecodedText text) => JsonTexts.Find(
        text,
        onValue: (span, key) => report(new ActivityTypeUse(key, Location.Create(model.SyntaxTree, span), Evidence.WireName, IsExpression: false, IsLiteral: false)),
        onHole: hole => Check(hole.Expression, Evidence.WireName));

    private void Check(ExpressionSyntax value, Evidence evidence)
    {
        if (evidence != Evidence.None)
            _values.Check(Operation(value), evidence);
    }

    private bool IsMember(string name) => name is Names.ActivityType or Names.WireName || marked.All.Contains(name);

    private bool IsWireName(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax literal => literal.Token.ValueText == Names.WireName,
        IdentifierNameSyntax or MemberAccessExpressionSyntax => model.GetConstantValue(expression, cancellation) is { HasValue: true, Value: Names.WireName },
        _ => false,
    };

    private static bool MayHoldJson(string text) => text.IndexOf(Names.WireName, StringComparison.Ordinal) >= 0;
}
