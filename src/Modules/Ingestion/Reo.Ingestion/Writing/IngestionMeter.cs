using System.Diagnostics.Metrics;
using Reo.Ingestion.Usage;

namespace Reo.Ingestion.Writing;

/// <summary>What this node did, for whoever listens to the meter <c>Reo.Ingestion</c>.</summary>
internal sealed class IngestionMeter
{
    public const string Name = "Reo.Ingestion";

    private readonly Counter<long> _events;
    private readonly Counter<long> _refused;
    private readonly Histogram<int> _commitSize;
    private readonly Histogram<double> _commitTime;

    public IngestionMeter(IMeterFactory meters, UsageQueue queue)
    {
        var meter = meters.Create(Name);
        _events = meter.CreateCounter<long>("reo.ingestion.events", "{event}", "Events by outcome: accepted, duplicate, held, failed");
        _refused = meter.CreateCounter<long>("reo.ingestion.refused", "{event}", "Requests and events that were refused, by reason");
        _commitSize = meter.CreateHistogram<int>("reo.ingestion.commit.size", "{event}", "Events of one commit");
        _commitTime = meter.CreateHistogram<double>("reo.ingestion.commit.duration", "s", "From the first attempt to the commit");
        meter.CreateObservableGauge("reo.ingestion.queue.depth", () => queue.Depth, "{event}", "Events that no writer has taken yet");
    }

    public void Answered(Answer answer)
    {
        if (answer.Reason is { } reason)
            Refused(reason);
    }

    public void Refused(Reason reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", Reasons.CodeOf(reason)));

    public void Wrote(Written written, bool isHeld) => _events.Add(1, new KeyValuePair<string, object?>("outcome", written switch
    {
        Written.Stored => isHeld ? "held" : "accepted",
        Written.Duplicate => "duplicate",
        _ => "failed",
    }));

    public void Committed(int events, TimeSpan time)
    {
        _commitSize.Record(events);
        _commitTime.Record(time.TotalSeconds);
    }
}
