using System.Diagnostics;
using System.Diagnostics.Metrics;
using Reo.Ingestion.Health;
using Reo.Ingestion.Usage;

namespace Reo.Ingestion.Writing;

/// <summary>What this node did, for whoever listens to the meter and the activity source <c>Reo.Ingestion</c>.</summary>
internal sealed class IngestionMeter
{
    public const string Name = "Reo.Ingestion";

    private static readonly ActivitySource _activities = new(Name);

    private readonly UsageOutcomes _outcomes;
    private readonly Counter<long> _events;
    private readonly Counter<long> _refused;
    private readonly Histogram<int> _commitSize;
    private readonly Histogram<double> _commitTime;

    public IngestionMeter(IMeterFactory meters, UsageQueue queue, UsageOutcomes outcomes)
    {
        _outcomes = outcomes;
        var meter = meters.Create(Name);
        _events = meter.CreateCounter<long>("reo.ingestion.events", "{event}", "Events by outcome: accepted, duplicate, held, failed");
        _refused = meter.CreateCounter<long>("reo.ingestion.refused", "{event}", "Requests and events that were refused, by reason");
        _commitSize = meter.CreateHistogram<int>("reo.ingestion.commit.size", "{event}", "Events of one commit");
        _commitTime = meter.CreateHistogram<double>("reo.ingestion.commit.duration", "s", "From the first attempt to the commit");
        meter.CreateObservableGauge("reo.ingestion.queue.depth", () => queue.Depth, "{event}", "Events that no writer has taken yet");
    }

    /// <summary>The span of a commit. It has no parent: the events of many requests are in it.</summary>
    public static Activity? Committing(int events)
    {
        var activity = _activities.CreateActivity("commit usage", ActivityKind.Internal, parentContext: default);
        return activity?.SetTag("reo.events", events).Start();
    }

    /// <param name="tenantId">Empty when the key told no tenant.</param>
    /// <param name="answer">To the whole request.</param>
    public void Answered(string tenantId, Answer answer)
    {
        if (answer.Reason is { } reason)
            Refused(tenantId, reason);
    }

    public void Refused(string tenantId, Reason reason)
    {
        _refused.Add(1, new KeyValuePair<string, object?>("reason", Reasons.CodeOf(reason)));
        if (tenantId.Length > 0)
            _outcomes.Count(tenantId, Outcome.Refused);
    }

    /// <summary>Counts what became of an event, and tells its request.</summary>
    public void Settle(Place place, Written written)
    {
        Wrote(place.Event, written);
        place.Settle(written);
    }

    private void Wrote(UsageToWrite usage, Written written)
    {
        Outcome? outcome = written switch
        {
            Written.Stored => usage.IsHeld ? Outcome.Held : Outcome.Accepted,
            Written.Duplicate => Outcome.Duplicate,
            _ => null,
        };
        _events.Add(1, new KeyValuePair<string, object?>("outcome", outcome is { } known ? OutcomesByHour.NameOf(known) : "failed"));
        if (outcome is { } counted)
            _outcomes.Count(usage.TenantId, counted);
    }

    public void Committed(int events, TimeSpan time)
    {
        _commitSize.Record(events);
        _commitTime.Record(time.TotalSeconds);
    }
}
