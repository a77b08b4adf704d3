namespace Wolverine.Runtime.Routing
{
    /// <summary>Nobody handles messages of this type.</summary>
    public sealed class IndeterminateRoutesException(Type messageType, string? message = null)
        : Exception($"Could not determine any valid subscribers or local handlers for message type {MessageTypeName.Of(messageType)}{Environment.NewLine}{message}");
}

namespace Wolverine.Runtime.Handlers
{
    /// <summary>The message type has handlers, but each on a queue of its own and none for an inline invocation.</summary>
    public sealed class NoHandlerForEndpointException(Type messageType)
        : Exception(
            $"No handlers for message type {messageType.FullName} at this endpoint. This is usually because of 'sticky' handler to endpoint configuration. "
            + "See https://wolverinefx.net/guide/messaging/subscriptions.html")
    {
        public Type MessageType { get; } = messageType;
    }
}

namespace Wolverine.Configuration
{
    /// <summary>A handler asks for a service that only the container knows how to make.</summary>
    public sealed class InvalidServiceLocationException : Exception
    {
        internal InvalidServiceLocationException(Type messageType, IEnumerable<string> reasons)
            : base(
                $"Found service locations while generating code for Message Handler for {messageType.FullName}, but ServiceLocationPolicy.NotAllowed is in effect."
                + $"{Environment.NewLine}Service location(s):{Environment.NewLine}{string.Join(Environment.NewLine, reasons)}")
        {
        }
    }
}
