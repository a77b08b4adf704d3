namespace Marten.Events.Daemon;

/// <summary>
/// How an append tells the readers of the high-water mark what it may still commit: before it draws a sequence number it takes
/// a shared advisory lock, for its transaction, that carries the number drawn last. Whatever it draws afterwards is greater.
/// </summary>
/// <remarks>
/// The lock's class is the sequence's own oid, so event tables of other schemas do not meet; its object is the low half of the
/// number. The sequence must hand out one number at a time (cache 1): a cached number could be lower than the lock says.
/// </remarks>
internal static class HighWaterLock
{
    /// <summary>Takes the lock. In its transaction, the first statement of an append.</summary>
    public static string AcquireSql(string eventSchema) =>
        $"""
        select pg_advisory_xact_lock_shared(tableoid::int4, (last_value - (not is_called)::int)::bit(32)::int4)
        from {eventSchema}.mt_events_sequence
        """;

    /// <summary>The number drawn last, or the one before the first.</summary>
    public static string LastDrawnSql(string eventSchema) =>
        $"select last_value - (not is_called)::int from {eventSchema}.mt_events_sequence";

    /// <summary>The low halves of all locks held.</summary>
    public static string HeldSql(string eventSchema) =>
        $"""
        select objid
        from pg_locks
        where locktype = 'advisory'
          and objsubid = 2
          and granted
          and classid = '{eventSchema}.mt_events_sequence'::regclass
          and database = (select oid from pg_database where datname = current_database())
        """;

    /// <summary>The number a lock carries: of all with this low half, the one nearest to <paramref name="lastDrawn"/>.</summary>
    public static long Widen(uint lowHalf, long lastDrawn) => lastDrawn + unchecked((int)(lowHalf - (uint)lastDrawn));
}
