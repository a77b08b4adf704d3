using Wolverine.Configuration;

namespace Wolverine.Configuration
{
    /// <summary>What a handler returns that is not itself a message.</summary>
    public interface IWolverineReturnType;
}

namespace Wolverine
{
    /// <summary>A return value that decides itself how it is sent.</summary>
    public interface ISendMyself : IWolverineReturnType
    {
        ValueTask ApplyAsync(IMessageContext context);
    }

    /// <summary>A cascading message with delivery options.</summary>
    public class DeliveryMessage<T>(T message, DeliveryOptions options) : ISendMyself
    {
        public T Message { get; } = message;

        public DeliveryOptions Options { get; } = options;

        public ValueTask ApplyAsync(IMessageContext context) => context.PublishAsync(Message, Options);
    }

    /// <summary>A cascading message that becomes due later.</summary>
    public sealed class ScheduledMessage<T>(T message, DateTimeOffset time)
        : DeliveryMessage<T>(message, new DeliveryOptions { ScheduledTime = time });

    public static class ConfiguredMessageExtensions
    {
        public static DeliveryMessage<T> WithDeliveryOptions<T>(this T message, DeliveryOptions options) => new(message, options);

        public static DeliveryMessage<T> WithTenantId<T>(this T message, string tenantId) => new(message, new DeliveryOptions { TenantId = tenantId });

        public static DeliveryMessage<T> DelayedFor<T>(this T message, TimeSpan delay) => new(message, new DeliveryOptions { ScheduleDelay = delay });

        public static ScheduledMessage<T> ScheduledAt<T>(this T message, DateTimeOffset time) => new(message, time);
    }
}
