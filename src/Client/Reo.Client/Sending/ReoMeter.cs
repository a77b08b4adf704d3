using System.Diagnostics.Metrics;
using System.Text.Json;
using Reo.Client.Wire;

namespace Reo.Client.Sending;

/// <summary>The meter <c>Reo.Client</c>, and the same figures for <see cref="IReoClient.Statistics"/>.</summary>
internal sealed class ReoMeter : IDisposable
{
    public const string Name = "Reo.Client";

    private readonly Meter? _own;
    private readonly Counter<long> _trackedCounter;
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _droppedCounter;
    private readonly Counter<long> _requests;
    private readonly Func<long> _waiting;
    private long _tracked;
    private long _accepted;
    private long _duplicates;
    private long _held;
    private long _dropped;

    public ReoMeter(IMeterFactory? factory, Func<long> waiting)
    {
        _waiting = waiting;
        var meter = factory?.Create(new MeterOptions(Name)) ?? (_own = new Meter(Name));
        _trackedCounter = meter.CreateCounter<long>("reo.client.events.tracked", "{event}", "Events that the product tracked");
        _delivered = meter.CreateCounter<long>("reo.client.events.delivered", "{event}", "Events that the server has, by outcome: accepted, duplicate, held");
        _droppedCounter = meter.CreateCounter<long>("reo.client.events.dropped", "{event}", "Events that were lost, by reason");
        _requests = meter.CreateCounter<long>("reo.client.requests", "{request}", "Requests to the server, by status; 0 without an answer");
        meter.CreateObservableGauge("reo.client.events.waiting", waiting, "{event}", "Events that the server has not answered for yet");
    }

    public ReoStatistics Statistics => new(
        Interlocked.Read(ref _tracked),
        Interlocked.Read(ref _accepted),
        Interlocked.Read(ref _duplicates),
        Interlocked.Read(ref _held),
        Interlocked.Read(ref _dropped),
        _waiting());

    public void Tracked()
    {
        Interlocked.Increment(ref _tracked);
        _trackedCounter.Add(1);
    }

    public void Delivered(BatchAnswer answer)
    {
        Delivered(ref _accepted, answer.Accepted, "accepted");
        Delivered(ref _duplicates, answer.Duplicates, "duplicate");
        Delivered(ref _held, answer.Held, "held");
    }

    public void Dropped(DropReason reason, long events)
    {
        Interlocked.Add(ref _dropped, events);
        _droppedCounter.Add(events, new KeyValuePair<string, object?>("reason", NameOf(reason)));
    }

    public void Requested(int status) => _requests.Add(1, new KeyValuePair<string, object?>("status", status));

    public void Dispose() => _own?.Dispose();

    public static string NameOf(DropReason reason) => JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString());

    private void Delivered(ref long sum, int events, string outcome)
    {
        if (events == 0)
            return;

        Interlocked.Add(ref sum, events);
        _delivered.Add(events, new KeyValuePair<string, object?>("outcome", outcome));
    }
}
