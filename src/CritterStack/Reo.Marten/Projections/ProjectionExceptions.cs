namespace JasperFx.Events.Projections
{
    public class InvalidProjectionException(string message) : Exception(message);

    public class DuplicateSubscriptionNamesException(string message) : Exception(message);
}

namespace JasperFx.Events.Daemon
{
    /// <summary>An event that a projection cannot apply. A projection that throws it has this event alone skipped.</summary>
    public class ApplyEventException(IEvent @event, Exception innerException)
        : Exception($"Failure to apply event #{@event.Sequence} Id({@event.Id})", innerException)
    {
        public IEvent Event { get; } = @event;
    }

    /// <summary>Another process moved the projection on.</summary>
    public class ProgressionProgressOutOfOrderException(string projectionName, long expectedFloor, long ceiling)
        : Exception($"Progression '{projectionName}' is not at {expectedFloor}, so it cannot advance to {ceiling}: another process has moved it.");
}
