using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Reo.Ingestion.Usage;

/// <summary>
/// How many events of one developer this node takes: a client in a loop fills one stream and nobody else's. A moment per developer says
/// when all of its events would be paid off at the sustained rate (GCRA); developers are too many for a rate limiter and its timer each.
/// </summary>
internal sealed class DeveloperRates(IOptions<IngestionOptions> options, TimeProvider clock)
{
    private const int SweepEvery = 10_000;

    private readonly ConcurrentDictionary<string, long> _paidOff = new();
    private readonly int _perSecond = options.Value.DeveloperEventsPerSecond;
    private readonly int _burst = options.Value.DeveloperBurst;
    private int _untilSweep = SweepEvery;

    public int Remembered => _paidOff.Count;

    /// <summary>Null when the developer may have one more event now, and has it; else when to come back.</summary>
    public TimeSpan? Wait(string streamKey)
    {
        if (_perSecond == 0)
            return null;

        var now = clock.GetTimestamp();
        var cost = clock.TimestampFrequency / _perSecond;
        var latest = now + (cost * (_burst - 1));
        var refused = 0L;
        _paidOff.AddOrUpdate(
            streamKey,
            now + cost,
            (_, paidOff) =>
            {
                refused = Math.Max(0, paidOff - latest);
                return refused > 0 ? paidOff : Math.Max(paidOff, now) + cost;
            });

        if (Interlocked.Decrement(ref _untilSweep) == 0)
            Sweep(now);
        return refused > 0 ? clock.GetElapsedTime(0, refused) : null;
    }

    public Problem Problem() => Reason.DeveloperRate.Problem("user_id", _perSecond, _burst);

    private void Sweep(long now)
    {
        foreach (var developer in _paidOff)
        {
            if (developer.Value <= now)
                _paidOff.TryRemove(developer);
        }

        Volatile.Write(ref _untilSweep, Math.Max(SweepEvery, _paidOff.Count));
    }
}
