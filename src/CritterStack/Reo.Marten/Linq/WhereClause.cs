using System.Collections;
using System.Linq.Expressions;
using Marten.Exceptions;

namespace Marten.Linq;

/// <summary>A predicate in SQL: comparisons of members with values, membership in a list, and, or, not.</summary>
internal sealed class WhereClause<T>(QuerySource<T> source, SqlValues values)
{
    public string Write(LambdaExpression predicate) => Condition(predicate.Body);

    private string Condition(Expression expression) => expression switch
    {
        BinaryExpression { NodeType: ExpressionType.AndAlso } both => $"({Condition(both.Left)} and {Condition(both.Right)})",
        BinaryExpression { NodeType: ExpressionType.OrElse } either => $"({Condition(either.Left)} or {Condition(either.Right)})",
        BinaryExpression comparison => Comparison(comparison),
        UnaryExpression { NodeType: ExpressionType.Not } not => $"not ({Condition(not.Operand)})",
        UnaryExpression { NodeType: ExpressionType.Convert } convert => Condition(convert.Operand),
        MethodCallExpression { Method.Name: "Contains" } call => Contains(call),
        MemberExpression { Member.Name: nameof(Nullable<int>.HasValue), Expression: { } member } when IsNullable(member) => $"{Member(member).Sql} is not null",
        MemberExpression when Constants.DependOn(expression) && expression.Type == typeof(bool) => Member(expression).Sql,
        _ when !Constants.DependOn(expression) && expression.Type == typeof(bool) => (bool)Constants.Evaluate(expression)! ? "true" : "false",
        _ => throw new BadLinqExpressionException(expression),
    };

    private string Comparison(BinaryExpression comparison)
    {
        var (left, right, type) = Constants.DependOn(comparison.Left)
            ? (comparison.Left, comparison.Right, comparison.NodeType)
            : (comparison.Right, comparison.Left, Mirror(comparison.NodeType));
        var sign = Sign(type) ?? throw new BadLinqExpressionException(comparison);
        var column = Member(left);
        if (Constants.DependOn(right))
            return $"{column.Sql} {sign} {Member(right).Sql}";

        return Constants.Evaluate(right) is { } value
            ? $"{column.Sql} {sign} {values.Add(source.Session.Owner.Options.Json.ValueFor(column.Type, value))}"
            : sign switch
            {
                "=" => $"{column.Sql} is null",
                "<>" => $"{column.Sql} is not null",
                _ => throw new BadLinqExpressionException(comparison),
            };
    }

    /// <summary><c>list.Contains(x.Member)</c>, in whichever of its forms the compiler chose.</summary>
    private string Contains(MethodCallExpression call)
    {
        var arguments = call.Object is null ? call.Arguments : [call.Object, .. call.Arguments];
        if (arguments is not [var list, var item] || Constants.DependOn(list))
            throw new BadLinqExpressionException(call);
        if (list is MethodCallExpression { Method.Name: "op_Implicit", Arguments: [var array] })
            list = array;
        if (Constants.Evaluate(list) is not IEnumerable items)
            throw new BadLinqExpressionException(call);

        var column = Member(item);
        var json = source.Session.Owner.Options.Json;
        var converted = (from object? value in items where value is not null select json.ValueFor(column.Type, value)).ToList();
        if (converted.Count == 0)
            return "false";
        var typed = Array.CreateInstance(converted[0].GetType(), converted.Count);
        ((IList)converted).CopyTo(typed, 0);
        return $"{column.Sql} = any({values.Add(typed)})";
    }

    private Column Member(Expression expression) => expression switch
    {
        UnaryExpression { NodeType: ExpressionType.Convert } convert => Member(convert.Operand),
        MemberExpression { Member.Name: nameof(Nullable<int>.Value), Expression: { } inner } when IsNullable(inner) => Member(inner),
        MemberExpression { Expression: ParameterExpression } member => source.ColumnOf(member.Member),
        _ => throw new BadLinqExpressionException(expression),
    };

    private static bool IsNullable(Expression expression) => Nullable.GetUnderlyingType(expression.Type) is not null;

    private static string? Sign(ExpressionType type) => type switch
    {
        ExpressionType.Equal => "=",
        ExpressionType.NotEqual => "<>",
        ExpressionType.LessThan => "<",
        ExpressionType.LessThanOrEqual => "<=",
        ExpressionType.GreaterThan => ">",
        ExpressionType.GreaterThanOrEqual => ">=",
        _ => null,
    };

    private static ExpressionType Mirror(ExpressionType type) => type switch
    {
        ExpressionType.LessThan => ExpressionType.GreaterThan,
        ExpressionType.LessThanOrEqual => ExpressionType.GreaterThanOrEqual,
        ExpressionType.GreaterThan => ExpressionType.LessThan,
        ExpressionType.GreaterThanOrEqual => ExpressionType.LessThanOrEqual,
        _ => type,
    };
}
