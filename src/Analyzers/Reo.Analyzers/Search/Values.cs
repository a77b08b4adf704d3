using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Reo.Analyzers.Search;

/// <summary>Follows a value to its constants, through each branch that it may take.</summary>
internal sealed class Values(Marks marks, Action<ActivityTypeUse> report)
{
    public void Check(IOperation? value, Evidence evidence)
    {
        switch (value)
        {
            case null or IInvalidOperation or IThrowOperation or IDefaultValueOperation:
                break;
            case IConversionOperation { OperatorMethod: null } conversion:
                Check(conversion.Operand, evidence);
                break;
            case IParenthesizedOperation parenthesized:
                Check(parenthesized.Operand, evidence);
                break;
            case IConditionalOperation conditional:
                Check(conditional.WhenTrue, evidence);
                Check(conditional.WhenFalse, evidence);
                break;
            case ISwitchExpressionOperation choice:
                foreach (var arm in choice.Arms)
                    Check(arm.Value, evidence);
                break;
            case ICoalesceOperation coalesce:
                Check(coalesce.Value, evidence);
                Check(coalesce.WhenNull, evidence);
                break;
            case IArrayCreationOperation { Initializer: { } elements }:
                CheckAll(elements.ElementValues, evidence);
                break;
            case ICollectionExpressionOperation collection:
                CheckAll(collection.Elements, evidence);
                break;
            case ISpreadOperation:
                break;
            default:
                CheckSingle(value, evidence);
                break;
        }
    }

    private void CheckAll(IEnumerable<IOperation> values, Evidence evidence)
    {
        foreach (var value in values)
            Check(value, evidence);
    }

    private void CheckSingle(IOperation value, Evidence evidence)
    {
        if (IsCheckedWhereItIsWritten(value))
            return;

        if (value.ConstantValue is { HasValue: true, Value: var constant })
        {
            // An empty text is a default that a later line replaces.
            if (constant is string { Length: > 0 } key)
                Report(value, key, evidence);
        }
        else if (evidence is Evidence.Marked or Evidence.WireName && value.Type is { SpecialType: SpecialType.System_String } && !IsEmptyText(value))
            Report(value, null, evidence);
    }

    private void Report(IOperation value, string? key, Evidence evidence) =>
        report(new ActivityTypeUse(key, value.Syntax.GetLocation(), evidence, value.Syntax is ExpressionSyntax, value.Syntax.IsKind(SyntaxKind.StringLiteralExpression)));

    private bool IsCheckedWhereItIsWritten(IOperation value) => value switch
    {
        IFieldReferenceOperation { Field: { } field } => IsMarkedInSource(field),
        IPropertyReferenceOperation { Property: { } property } => marks.Of(property) != Evidence.None,
        IParameterReferenceOperation { Parameter: { } parameter } => marks.Of(parameter) != Evidence.None,
        IInvocationOperation { TargetMethod: { } method } => IsKeyOfMetric(method) || Marks.OfReturn(method) != Evidence.None,
        _ => false,
    };

    // A constant of another assembly was checked against the plan of that assembly, not against this one.
    private bool IsMarkedInSource(IFieldSymbol field) =>
        marks.Of(field) != Evidence.None && (!field.IsConst || field.DeclaringSyntaxReferences.Length > 0);

    // What the generator writes is right by itself, and carries no attribute: a product need not have one.
    private static bool IsKeyOfMetric(IMethodSymbol method) =>
        method is { Name: Names.KeyOfMetric, IsStatic: true, ContainingType.Name: Names.ConstantsClass };

    private static bool IsEmptyText(IOperation value) =>
        value is IFieldReferenceOperation { Field: { Name: nameof(string.Empty), ContainingType.SpecialType: SpecialType.System_String } };
}
