using System.Linq.Expressions;
using System.Reflection;
using Marten.Exceptions;

namespace Marten.Documents;

internal static class Members
{
    public static MemberInfo Of(LambdaExpression expression)
    {
        var body = expression.Body is UnaryExpression { NodeType: ExpressionType.Convert } convert ? convert.Operand : expression.Body;
        return body is MemberExpression { Expression: ParameterExpression } member
            ? member.Member
            : throw new BadLinqExpressionException($"'{expression}' is not a member of the document itself.");
    }
}
