using Marten;
using Reo.Metrics.Contracts;

namespace Reo.Metrics.Plan;

/// <summary>Puts a metric into the plan of the tenant that the message is sent for, or changes it there.</summary>
/// <param name="Key">The <c>activity_type</c> that counts towards it, exactly.</param>
/// <param name="Slot"><c>PRIMARY</c>, or <c>SECONDARY1</c> to <c>SECONDARY99</c>.</param>
/// <param name="DisplayName">What people read in its place; the key when absent.</param>
public sealed record ConfigureMetric(string Key, string Slot, string? DisplayName = null);

/// <summary>What became of a change: the plan's version after it, or why it was not made.</summary>
public sealed record PlanAnswer(long Version, PlanProblem? Problem);

public static class ConfigureMetricHandler
{
    public static async Task<(PlanAnswer, MetricPlanChanged?)> HandleAsync(
        ConfigureMetric command, IDocumentSession session, CancellationToken cancellation)
    {
        var stream = await session.Events.FetchForWriting<MetricPlan>(MetricPlan.StreamOf(session.TenantId), cancellation);
        var plan = stream.Aggregate ?? MetricPlan.Empty(stream.Key!);

        var (configured, problem) = plan.Configure(command.Key, command.Slot, command.DisplayName);
        if (configured is null)
            return (new PlanAnswer(plan.Version, problem), null);

        stream.AppendOne(configured);
        var changed = plan.ChangedBy(configured);
        return (new PlanAnswer(changed.Version, null), changed);
    }
}
