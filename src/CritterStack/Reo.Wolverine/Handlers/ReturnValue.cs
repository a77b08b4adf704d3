using System.Linq.Expressions;
using System.Reflection;

namespace Wolverine.Runtime.Handlers;

/// <summary>Brings every kind of handler's result to one: awaited, and boxed if there is any.</summary>
internal static class ReturnValue
{
    public static Expression Awaited(MethodCallExpression call)
    {
        var type = call.Type;
        if (type == typeof(void))
            return Expression.Block(call, Expression.Default(typeof(ValueTask<object?>)));
        if (type == typeof(Task))
            return Expression.Call(typeof(ReturnValue), nameof(OfTask), [], call);
        if (type == typeof(ValueTask))
            return Expression.Call(typeof(ReturnValue), nameof(OfValueTask), [], call);
        if (Argument(type, typeof(Task<>)) is { } taskResult)
            return Expression.Call(typeof(ReturnValue), nameof(OfTaskWithResult), [taskResult], call);
        if (Argument(type, typeof(ValueTask<>)) is { } valueTaskResult)
            return Expression.Call(typeof(ReturnValue), nameof(OfValueTaskWithResult), [valueTaskResult], call);

        return Expression.New(ResultConstructor, Expression.Convert(call, typeof(object)));
    }

    private static readonly ConstructorInfo ResultConstructor = typeof(ValueTask<object?>).GetConstructor([typeof(object)])!;

    private static Type? Argument(Type type, Type definition) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == definition ? type.GetGenericArguments()[0] : null;

    private static async ValueTask<object?> OfTask(Task task)
    {
        await task;
        return null;
    }

    private static async ValueTask<object?> OfValueTask(ValueTask task)
    {
        await task;
        return null;
    }

    private static async ValueTask<object?> OfTaskWithResult<T>(Task<T> task) => await task;

    private static async ValueTask<object?> OfValueTaskWithResult<T>(ValueTask<T> task) => await task;
}
