using Marten;
using Reo.Ingestion.Node;
using Reo.Metrics.Contracts;

namespace Reo.Ingestion.Plan;

/// <summary>This module's own copy of each tenant's metric plan: the activity types that count.</summary>
internal static class PlanCopy
{
    public const string Table =
        """
        create table if not exists ingestion.metric_plans (
            tenant_id text primary key,
            version bigint not null,
            activity_types text[] not null
        );
        """;

    public const string Select =
        """
        select tenant_id, activity_types
        from ingestion.metric_plans
        """;
}

/// <summary>The highest version stays, whatever arrives late or twice.</summary>
public static class MetricPlanChangedHandler
{
    public static void Handle(MetricPlanChanged changed, IDocumentSession session)
    {
        session.QueueSqlCommand(
            """
            insert into ingestion.metric_plans as known (tenant_id, version, activity_types)
            values (?, ?, ?)
            on conflict (tenant_id) do update set
                version = excluded.version,
                activity_types = excluded.activity_types
            where known.version < excluded.version
            """,
            session.TenantId, changed.Version, changed.Metrics.Where(metric => !metric.Archived).Select(metric => metric.Key).ToArray());
        session.QueueSqlCommand(NodeMemory.Tell);
    }
}
