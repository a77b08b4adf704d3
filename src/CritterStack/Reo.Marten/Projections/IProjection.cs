namespace JasperFx.Events.Projections
{
    public interface IJasperFxProjection<in TOperations>
    {
        Task ApplyAsync(TOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation);
    }
}

namespace Marten.Events.Projections
{
    public interface IProjection : JasperFx.Events.Projections.IJasperFxProjection<IDocumentOperations>;
}
