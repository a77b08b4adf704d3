using Wolverine.Transports.Local;

namespace Wolverine.Runtime.Handlers;

/// <summary>All handlers, by what they handle.</summary>
internal sealed class HandlerGraph
{
    private readonly Dictionary<Type, HandlerChain[]> _byMessage;
    private readonly Dictionary<string, Type> _messageTypes;

    public HandlerGraph(WolverineOptions options)
    {
        _byMessage = HandlerFinder.Find(options)
            .GroupBy(method => method.MessageType)
            .ToDictionary(methods => methods.Key, methods => ChainsOf(methods.Key, [.. methods], options.MultipleHandlerBehavior));
        _messageTypes = _byMessage.Keys.ToDictionary(MessageTypeName.Of, StringComparer.Ordinal);
    }

    public IEnumerable<HandlerChain> Chains => _byMessage.Values.SelectMany(chains => chains);

    public IReadOnlyList<HandlerChain> For(Type messageType) => _byMessage.GetValueOrDefault(messageType) ?? [];

    public Type? MessageType(string? name) => name is null ? null : _messageTypes.GetValueOrDefault(name);

    /// <exception cref="Routing.IndeterminateRoutesException">There is no such handler.</exception>
    /// <exception cref="NoHandlerForEndpointException">There are several.</exception>
    public HandlerChain ForInvoking(Type messageType) => For(messageType) switch
    {
        [] => throw new Routing.IndeterminateRoutesException(messageType),
        [{ IsSticky: false } only] => only,
        _ => throw new NoHandlerForEndpointException(messageType),
    };

    private static HandlerChain[] ChainsOf(Type messageType, HandlerMethod[] methods, MultipleHandlerBehavior behavior)
    {
        var handlers = methods.GroupBy(m => m.HandlerType).ToArray();
        return behavior == MultipleHandlerBehavior.Separated && handlers.Length > 1
            ? [.. handlers.Select(own => new HandlerChain(messageType, [.. own], LocalQueueName.ToUri(own.Key.FullName!), isSticky: true))]
            : [new HandlerChain(messageType, methods, LocalQueueName.ToUri(MessageTypeName.Of(messageType)), isSticky: false)];
    }
}
