using System.Linq.Expressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Wolverine.Runtime.Handlers;

/// <summary>One handler method, compiled to a delegate. An instance is made for each message.</summary>
internal sealed class HandlerInvocation
{
    private static readonly ParameterExpression Handler = Expression.Parameter(typeof(object), "handler");
    private static readonly ParameterExpression Context = Expression.Parameter(typeof(MessageContext), "context");
    private static readonly ParameterExpression Services = Expression.Parameter(typeof(IServiceProvider), "services");
    private static readonly ParameterExpression Cancellation = Expression.Parameter(typeof(CancellationToken), "cancellation");

    private readonly ObjectFactory? _create;
    private readonly Call _call;

    private HandlerInvocation(ObjectFactory? create, Call call)
    {
        _create = create;
        _call = call;
    }

    private delegate ValueTask<object?> Call(object? handler, MessageContext context, IServiceProvider services, CancellationToken cancellation);

    public static HandlerInvocation Compile(HandlerMethod handler, ServiceRules rules)
    {
        var method = handler.Method;
        var message = Expression.Convert(
            Expression.Property(Expression.Property(Context, nameof(MessageContext.Envelope)), nameof(Envelope.Message)),
            handler.MessageType);
        var arguments = method.GetParameters().Skip(1).Select(p => Argument(p.ParameterType, handler.MessageType, rules)).Prepend(message);
        var call = Expression.Call(method.IsStatic ? null : Expression.Convert(Handler, handler.HandlerType), method, arguments);
        var lambda = Expression.Lambda<Call>(ReturnValue.Awaited(call), Handler, Context, Services, Cancellation);
        return new HandlerInvocation(method.IsStatic ? null : ActivatorUtilities.CreateFactory(handler.HandlerType, []), lambda.Compile());
    }

    /// <summary>The services that the method, and the constructor of its class, ask for.</summary>
    public static IEnumerable<Type> ServicesOf(HandlerMethod handler)
    {
        var parameters = handler.Method.GetParameters().Skip(1).Select(p => p.ParameterType).Where(type => !IsOfTheMessage(type));
        return handler.Method.IsStatic ? parameters : parameters.Append(handler.HandlerType);
    }

    public ValueTask<object?> InvokeAsync(MessageContext context, IServiceProvider services, CancellationToken cancellation) =>
        _call(_create?.Invoke(services, arguments: null), context, services, cancellation);

    private static bool IsOfTheMessage(Type type) => type == typeof(Envelope) || type == typeof(CancellationToken);

    private static Expression Argument(Type type, Type messageType, ServiceRules rules)
    {
        if (type == typeof(Envelope))
            return Expression.Property(Context, nameof(MessageContext.Envelope));
        if (type == typeof(CancellationToken))
            return Cancellation;

        var service = type == typeof(ILogger) ? typeof(ILogger<>).MakeGenericType(messageType) : type;
        return rules.IsRegistered(service)
            ? Expression.Call(typeof(ServiceProviderServiceExtensions), nameof(ServiceProviderServiceExtensions.GetRequiredService), [service], Services)
            : Expression.Convert(
                Expression.Invoke(
                    Expression.Constant(ActivatorUtilities.CreateFactory(service, [])),
                    Services,
                    Expression.Constant(value: null, typeof(object[]))),
                service);
    }
}
