namespace Marten.Events.Daemon;

internal static class HighWaterLock
{
    /// <summary>Shared lock that tells the reader of the high-water mark: no sequence number up to here is mine.</summary>
    public static string AcquireSql(string eventSchema) =>
        $"""
        select pg_advisory_xact_lock_shared(hashtext('{eventSchema}.mt_events'), (case when is_called then last_value else 0 end & 4294967295)::bit(32)::int4)
        from {eventSchema}.mt_events_sequence
        """;
}
