using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten.Events.Aggregation;
using Marten.Exceptions;
using Marten.Sessions;

namespace Marten.Events.Projections;

/// <summary>A single stream projection, seen from a session that reads or writes one stream.</summary>
internal interface IStreamAggregate<T> where T : class
{
    /// <summary>Inline: the document is current. Live and async: the events are replayed.</summary>
    ProjectionLifecycle Lifecycle { get; }

    T? Fold(T? snapshot, IReadOnlyList<IEvent> events);
}

/// <summary>Folds events into documents, and keeps these in their table.</summary>
internal sealed class StreamAggregate<TDoc, TId>(SingleStreamProjection<TDoc, TId> projection, ProjectionLifecycle lifecycle)
    : IProjection, IStreamAggregate<TDoc>
    where TDoc : class
    where TId : notnull
{
    private readonly AggregateMembers<TDoc, TId> _members = new();

    public ProjectionLifecycle Lifecycle => lifecycle;

    public TDoc? Fold(TDoc? snapshot, IReadOnlyList<IEvent> events)
    {
        foreach (var e in events)
            snapshot = Evolve(snapshot, e);

        if (snapshot is not null && events.Count > 0)
        {
            _members.SetId(snapshot, KeyOf(events[^1]));
            _members.SetVersion(snapshot, events[^1].Version);
        }

        return snapshot;
    }

    public async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var streams = events.GroupBy(KeyOf).ToList();
        var snapshots = await LoadAsync(operations, streams.ConvertAll(stream => stream.Key), cancellation);
        foreach (var stream in streams)
        {
            var existing = snapshots.GetValueOrDefault(stream.Key);
            var history = stream.ToList();
            if (Fold(existing, history) is { } snapshot)
                ((DocumentOperations)operations).StoreSnapshot(snapshot, history[^1].Version);
            else if (existing is not null)
                operations.Delete(existing);
        }
    }

    private static TId KeyOf(IEvent e) => (TId)(object)e.StreamKey!;

    private async Task<Dictionary<TId, TDoc>> LoadAsync(IDocumentOperations operations, List<TId> ids, CancellationToken ct)
    {
        var documents = await operations.LoadManyAsync<TDoc>(ct, ids.Cast<string>());
        return documents.ToDictionary(_members.GetId);
    }

    private TDoc? Evolve(TDoc? snapshot, IEvent e)
    {
        try
        {
            return projection.Evolve(snapshot, KeyOf(e), e);
        }
        catch (Exception failure) when (failure is not (ApplyEventException or EventDeserializationFailureException))
        {
            throw new ApplyEventException(e, failure);
        }
    }
}
