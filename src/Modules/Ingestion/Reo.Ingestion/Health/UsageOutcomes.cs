using System.Collections.Concurrent;

namespace Reo.Ingestion.Health;

/// <summary>What can become of an event that a product posts.</summary>
internal enum Outcome
{
    Accepted,

    /// <summary>Its event_id had been seen.</summary>
    Duplicate,

    /// <summary>Stored, and waiting for a metric.</summary>
    Held,

    /// <summary>Not stored, and the product was told why; of a body that cannot be read, one.</summary>
    Refused,
}

/// <summary>
/// Counts what became of each tenant's events on this node, until <see cref="OutcomesByHour"/> adds it to the table. For people to look at:
/// a node that is killed forgets what it had not added yet, and no event is ever counted from here.
/// </summary>
internal sealed class UsageOutcomes
{
    private ConcurrentDictionary<(string TenantId, Outcome Outcome), Counter> _counters = new();

    public void Count(string tenantId, Outcome outcome) =>
        Interlocked.Increment(ref _counters.GetOrAdd((tenantId, outcome), static _ => new Counter()).Events);

    /// <summary>What was counted since the last time, and begins anew. Whoever counts at this very moment may be too late, by one event.</summary>
    public IReadOnlyList<(string TenantId, Outcome Outcome, long Events)> Take()
    {
        if (_counters.IsEmpty)
            return [];

        var taken = Interlocked.Exchange(ref _counters, new ConcurrentDictionary<(string TenantId, Outcome Outcome), Counter>());
        return [.. taken.Select(counter => (counter.Key.TenantId, counter.Key.Outcome, Interlocked.Read(ref counter.Value.Events)))];
    }

    private sealed class Counter
    {
        public long Events;
    }
}
