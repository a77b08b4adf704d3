using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten.Sessions;

namespace Marten.Events.Projections;

/// <summary>Projections that write in the transaction of the append.</summary>
internal static class InlineProjections
{
    public static async Task ApplyAsync(DocumentSession session, IReadOnlyList<StreamAction> streams, CancellationToken ct)
    {
        foreach (var projection in session.Owner.Options.Projections.All)
        {
            if (projection.Lifecycle != ProjectionLifecycle.Inline)
                continue;

            var touched = streams.Where(stream => Concerns(projection, stream)).ToList();
            if (projection.DocumentType is null)
                await ApplyToAllAsync(projection, session, touched, ct);
            else
                await ApplyToEachTenantAsync(projection, session, touched, ct);
        }
    }

    private static Task ApplyToAllAsync(ProjectionRegistration projection, DocumentSession session, List<StreamAction> streams, CancellationToken ct) =>
        streams.Count == 0 ? Task.CompletedTask : projection.Projection.ApplyAsync(session, [.. streams.SelectMany(stream => stream.Events)], ct);

    private static async Task ApplyToEachTenantAsync(
        ProjectionRegistration projection, DocumentSession session, List<StreamAction> streams, CancellationToken ct)
    {
        foreach (var tenant in streams.GroupBy(stream => stream.TenantId, StringComparer.Ordinal))
            await projection.Projection.ApplyAsync(session.ForTenant(tenant.Key), [.. tenant.SelectMany(stream => stream.Events)], ct);
    }

    private static bool Concerns(ProjectionRegistration projection, StreamAction stream) =>
        projection.EventTypes.Count == 0 || stream.Events.Any(e => projection.EventTypes.Contains(e.EventType));
}
