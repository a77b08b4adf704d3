using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Projections;
using Reo.Ingestion.Contracts;
using Reo.Metrics.Identities;
using Reo.Metrics.Recognition;

namespace Reo.Metrics.Views;

/// <summary>
/// A few statements a page, whatever its size. They commit together with the projection's progress, so each event is added exactly once.
/// Links and rules are met where they stand among the usage: what comes before one does not know it, what comes after does.
/// </summary>
internal sealed class ViewsProjection : ProjectionBase, IProjection
{
    private readonly LeftOut _leftOut = new();
    private readonly ViewsVersion _version;

    public ViewsProjection(ViewsVersion version)
    {
        _version = version;
        Name = ViewTables.ProjectionName;
        IncludeType<UsageRecorded>();
        IncludeType<IdentitiesLinked>();
        IncludeType<IdentitiesUnlinked>();
        IncludeType<CompanyAssigned>();
        IncludeType<CompanyUnassigned>();
        Options.BatchSize = 20_000;
        foreach (var table in ViewTables.Names)
            Options.DeleteDataInTableOnTeardown($"{ViewTables.LiveSchema}.{table}");
    }

    public async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        await _leftOut.CheckAsync(operations.DocumentStore, events, cancellation);
        var tenantId = events[0].TenantId;
        _version.Require(operations);
        ViewsLock.Take(operations, tenantId);

        var touches = false;
        (long First, long Last)? usage = null;
        foreach (var e in events)
        {
            if (e.EventType == typeof(UsageRecorded))
            {
                usage = (usage?.First ?? e.Sequence, e.Sequence);
                continue;
            }

            Add(operations, tenantId, usage);
            usage = null;
            touches |= FollowEvent.Queue(operations, ViewTables.LiveSchema, tenantId, e);
        }

        Add(operations, tenantId, usage);
        if (touches)
            ProjectAgain.Queue(operations, ViewTables.LiveSchema, Scope.Touched(tenantId, events[^1].Sequence));
    }

    private void Add(IDocumentOperations operations, string tenantId, (long First, long Last)? usage)
    {
        if (usage is var (first, last))
            AddUsage.Queue(operations, ViewTables.LiveSchema, Scope.Range(tenantId, first, last).Without(_leftOut.Between(first, last)));
    }
}
