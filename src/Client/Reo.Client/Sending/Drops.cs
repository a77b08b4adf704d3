using Microsoft.Extensions.Logging;

namespace Reo.Client.Sending;

/// <summary>Counts every event that is lost; logs the first of each reason, and then what came together, once a minute.</summary>
internal sealed class Drops(ReoMeter meter, ILogger logger, TimeProvider clock)
{
    private static readonly TimeSpan _quiet = TimeSpan.FromMinutes(1);

    private readonly object _gate = new();
    private readonly Dictionary<DropReason, (long Unsaid, long SaidAt)> _reasons = [];

    public void Add(DropReason reason, long events, string detail)
    {
        meter.Dropped(reason, events);
        long toSay;
        lock (_gate)
        {
            var isKnown = _reasons.TryGetValue(reason, out var known);
            toSay = known.Unsaid + events;
            var now = clock.GetTimestamp();
            var isTime = !isKnown || clock.GetElapsedTime(known.SaidAt, now) >= _quiet;
            _reasons[reason] = isTime ? (0, now) : (toSay, known.SaidAt);
            if (!isTime)
                return;
        }

        logger.Dropped(toSay, ReoMeter.NameOf(reason), detail);
    }

    /// <summary>What has not been said yet.</summary>
    public void Conclude()
    {
        lock (_gate)
        {
            foreach (var reason in _reasons.Where(known => known.Value.Unsaid > 0).ToList())
            {
                _reasons[reason.Key] = (0, reason.Value.SaidAt);
                logger.Dropped(reason.Value.Unsaid, ReoMeter.NameOf(reason.Key), "since the last message");
            }
        }
    }
}
