namespace JasperFx.Events.Projections
{
    public interface IJasperFxProjection<in TOperations>
    {
        /// <summary>Turns events into writes. Under conjoined tenancy the daemon gives one tenant's events and that tenant's operations.</summary>
        Task ApplyAsync(TOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation);
    }
}

namespace Marten.Events.Projections
{
    /// <summary>A projection written by hand: a page of events in, writes out.</summary>
    public interface IProjection : JasperFx.Events.Projections.IJasperFxProjection<IDocumentOperations>;
}
