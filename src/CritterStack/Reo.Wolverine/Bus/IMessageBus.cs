namespace Wolverine;

public interface ICommandBus
{
    /// <summary>Handles the message here and now, with the retries its failure policies allow; what the handler throws last is thrown.</summary>
    /// <exception cref="Runtime.Routing.IndeterminateRoutesException">Nothing handles such a message.</exception>
    /// <exception cref="Runtime.Handlers.NoHandlerForEndpointException">Several handlers handle it separately, so none of them is the one to answer.</exception>
    Task InvokeAsync(object message, CancellationToken cancellation = default, TimeSpan? timeout = null);

    Task InvokeAsync(object message, DeliveryOptions options, CancellationToken cancellation = default, TimeSpan? timeout = null);

    /// <summary>As <see cref="InvokeAsync(object, CancellationToken, TimeSpan?)"/>; what the handler returns of type <typeparamref name="T"/> is the answer and is not sent.</summary>
    Task<T> InvokeAsync<T>(object message, CancellationToken cancellation = default, TimeSpan? timeout = null);

    Task<T> InvokeAsync<T>(object message, DeliveryOptions options, CancellationToken cancellation = default, TimeSpan? timeout = null);
}

/// <summary>The door to all handlers. Scoped.</summary>
public interface IMessageBus : ICommandBus
{
    /// <summary>The tenant of what is sent through this bus; null counts as the default tenant once it was set.</summary>
    string? TenantId { get; set; }

    Task InvokeForTenantAsync(string tenantId, object message, CancellationToken cancellation = default, TimeSpan? timeout = null);

    Task<T> InvokeForTenantAsync<T>(string tenantId, object message, CancellationToken cancellation = default, TimeSpan? timeout = null);

    /// <summary>Sends the message to whoever handles it, if anybody does.</summary>
    ValueTask PublishAsync<T>(T message, DeliveryOptions? options = null);

    /// <summary>Sends the message to whoever handles it.</summary>
    /// <exception cref="Runtime.Routing.IndeterminateRoutesException">Nobody does.</exception>
    ValueTask SendAsync<T>(T message, DeliveryOptions? options = null);
}

/// <summary>The bus within one activity, such as the handling of one message.</summary>
public interface IMessageContext : IMessageBus
{
    string? CorrelationId { get; set; }

    /// <summary>The message being handled.</summary>
    Envelope? Envelope { get; }
}

public static class MessageBusExtensions
{
    public static ValueTask ScheduleAsync<T>(this IMessageBus bus, T message, DateTimeOffset time, DeliveryOptions? options = null)
    {
        options ??= new DeliveryOptions();
        options.ScheduledTime = time;
        return bus.PublishAsync(message, options);
    }

    public static ValueTask ScheduleAsync<T>(this IMessageBus bus, T message, TimeSpan delay, DeliveryOptions? options = null)
    {
        options ??= new DeliveryOptions();
        options.ScheduleDelay = delay;
        return bus.PublishAsync(message, options);
    }
}
