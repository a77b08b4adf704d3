using System.Diagnostics.CodeAnalysis;
using Wolverine.Configuration;

namespace Wolverine;

/// <summary>Messages that a handler returns to be sent once it has succeeded.</summary>
[SuppressMessage("Design", "CA1010", Justification = "A list of any messages, as Wolverine has it")]
public sealed class OutgoingMessages : List<object>, IWolverineReturnType
{
    public OutgoingMessages()
    {
    }

    public OutgoingMessages(IEnumerable<object> collection)
        : base(collection)
    {
    }

    public void Add<T>(T message, DeliveryOptions options) => Add(message.WithDeliveryOptions(options));

    public void Delay<T>(T message, TimeSpan delay) => Add(message.DelayedFor(delay));

    public void Schedule<T>(T message, DateTimeOffset time) => Add(message.ScheduledAt(time));
}
