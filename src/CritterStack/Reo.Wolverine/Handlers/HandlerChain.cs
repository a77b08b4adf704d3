using System.Reflection;
using Wolverine.ErrorHandling;

namespace Wolverine.Runtime.Handlers;

/// <summary>
/// The handler, or the handlers together, of one message type on one queue. A handler class may have a method
/// <c>public static void Configure(HandlerChain chain)</c> with failure policies of its own, which come before the general ones.
/// </summary>
public sealed class HandlerChain : IWithFailurePolicies
{
    internal HandlerChain(Type messageType, IReadOnlyList<HandlerMethod> methods, Uri queue, bool isSticky)
    {
        MessageType = messageType;
        MessageTypeName = Wolverine.MessageTypeName.Of(messageType);
        Methods = methods;
        Queue = queue;
        IsSticky = isSticky;
        foreach (var handlerType in methods.Select(m => m.HandlerType).Distinct())
        {
            handlerType
                .GetMethod("Configure", BindingFlags.Public | BindingFlags.Static, [typeof(HandlerChain)])
                ?.Invoke(null, [this]);
        }
    }

    public Type MessageType { get; }

    public FailureRuleCollection Failures { get; } = new();

    internal string MessageTypeName { get; }

    internal IReadOnlyList<HandlerMethod> Methods { get; }

    internal Uri Queue { get; }

    /// <summary>Whether it is one of several separate handlers, each on its own queue.</summary>
    internal bool IsSticky { get; }
}

internal sealed record HandlerMethod(Type HandlerType, MethodInfo Method, Type MessageType);
