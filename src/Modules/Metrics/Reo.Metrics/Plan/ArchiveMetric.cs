using Marten;
using Reo.Metrics.Contracts;

namespace Reo.Metrics.Plan;

/// <summary>Takes a metric out of the plan of the tenant that the message is sent for.</summary>
public sealed record ArchiveMetric(string Key);

public static class ArchiveMetricHandler
{
    public static async Task<(PlanAnswer, MetricPlanChanged?)> HandleAsync(
        ArchiveMetric command, IDocumentSession session, CancellationToken cancellation)
    {
        var stream = await session.Events.FetchForWriting<MetricPlan>(MetricPlan.StreamOf(session.TenantId), cancellation);
        var plan = stream.Aggregate ?? MetricPlan.Empty(stream.Key!);

        var (archived, problem) = plan.Archive(command.Key);
        if (archived is null)
            return (new PlanAnswer(plan.Version, problem), null);

        stream.AppendOne(archived);
        var changed = plan.ChangedBy(archived);
        return (new PlanAnswer(changed.Version, null), changed);
    }
}
