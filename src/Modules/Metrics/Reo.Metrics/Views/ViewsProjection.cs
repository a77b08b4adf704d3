using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Projections;
using Reo.Ingestion.Contracts;

namespace Reo.Metrics.Views;

/// <summary>
/// A few statements a page, whatever its size. They commit together with the projection's progress, so each event is added exactly once.
/// </summary>
internal sealed class ViewsProjection : ProjectionBase, IProjection
{
    public ViewsProjection()
    {
        Name = ViewTables.ProjectionName;
        IncludeType<UsageRecorded>();
        Options.BatchSize = 5_000;
        foreach (var table in ViewTables.Names)
            Options.DeleteDataInTableOnTeardown($"{ViewTables.LiveSchema}.{table}");
    }

    public Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var tenantId = events[0].TenantId;
        ViewsLock.Take(operations, tenantId);
        AddUsage.Queue(operations, ViewTables.LiveSchema, Scope.Range(tenantId, events[0].Sequence, events[^1].Sequence));
        return Task.CompletedTask;
    }
}
