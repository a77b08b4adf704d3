using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten.Events.Projections;

namespace Marten.Events.Aggregation;

/// <summary>One document for one stream, with the stream's key for its id.</summary>
/// <typeparam name="TDoc">The document. A member <c>Version</c> is kept at the stream's version.</typeparam>
/// <typeparam name="TId"><see cref="string"/>: the stream's key.</typeparam>
public abstract class SingleStreamProjection<TDoc, TId> : ProjectionBase, IProjectionSource<IDocumentOperations, IQuerySession>, IAggregateSource
    where TDoc : class
    where TId : notnull
{
    private protected override string DefaultName => typeof(TDoc).Name;

    /// <summary>The document after this event; null deletes it.</summary>
    public abstract TDoc? Evolve(TDoc? snapshot, TId id, IEvent e);

    ProjectionRegistration IAggregateSource.Register(ProjectionLifecycle lifecycle) =>
        new(Name, new StreamAggregate<TDoc, TId>(this, lifecycle), lifecycle, Options, IncludedEventTypes, typeof(TDoc));
}
