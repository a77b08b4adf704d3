using Reo.Ingestion.Contracts;
using Reo.Ingestion.Usage;

namespace Reo.Ingestion.Writing;

/// <summary>
/// One event on its way into the store. Its <see cref="Id"/> is settled before the first attempt, so that an attempt whose outcome is
/// unknown can be repeated: the second one finds the first one's event.
/// </summary>
/// <param name="Id">Follows from the posted event_id; a fresh one when none was posted.</param>
/// <param name="Event">A <see cref="UsageRecorded"/> or a <see cref="UsageHeld"/>.</param>
internal sealed record UsageToWrite(string TenantId, string StreamKey, Guid Id, object Event)
{
    public bool IsHeld => Event is UsageHeld;

    /// <summary>By its event_id it may be there already; without one it is this node's alone.</summary>
    public bool CanBeStored => (Event as UsageRecorded ?? ((UsageHeld)Event).Usage).EventId is not null;

    public static UsageToWrite Recorded(string tenantId, UsageRecorded usage) =>
        new(tenantId, UsageStreams.Of(tenantId, usage), IdOf(tenantId, usage), usage);

    public static UsageToWrite Held(string tenantId, UsageRecorded usage) =>
        new(tenantId, UsageStreams.Held(tenantId, usage.ActivityType), EventIdentity.OtherForm(IdOf(tenantId, usage)), new UsageHeld(usage));

    private static Guid IdOf(string tenantId, UsageRecorded usage) =>
        usage.EventId is null ? Guid.CreateVersion7() : EventIdentity.StoredId(tenantId, usage.ProductId, usage.EventId);
}

/// <summary>What became of one event.</summary>
internal enum Written
{
    Stored,

    /// <summary>Its id was in the store already.</summary>
    Duplicate,

    /// <summary>Nothing was tried: too many are waiting.</summary>
    QueueFull,

    /// <summary>The store could not be reached, or broke off; whether the event is in it is unknown.</summary>
    StoreUnavailable,

    /// <summary>The store refuses this very event, alone too. A defect of ours; logged.</summary>
    NotWritable,
}
