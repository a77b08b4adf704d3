using Marten;
using Npgsql;
using Reo.Ingestion.Contracts;
using Reo.Metrics.Plan;

namespace Reo.Metrics.Reading;

/// <summary>What there is to filter by: the plan's metrics, and the products and environments that usage named.</summary>
internal sealed record FilterChoices(string[] Metrics, string[] Products, string[] Environments)
{
    public static async Task<FilterChoices> OfTenantAsync(NpgsqlDataSource database, IDocumentStore store, string tenantId, CancellationToken cancellation)
    {
        var plan = await ShowPlan.LoadAsync(store, tenantId, cancellation);
        await using var command = database.CreateCommand(
            """
            select
                coalesce(array_agg(distinct product order by product), '{}'),
                coalesce(array_agg(distinct environment order by environment) filter (where environment <> ''), '{}')
            from reports.product_usage_by_day
            where tenant_id = $1
            """);
        command.Parameters.AddWithValue(tenantId);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return new FilterChoices(
            [.. plan.InOrder().Select(metric => metric.Key), ActivityTypes.CallHome], row.GetFieldValue<string[]>(0), row.GetFieldValue<string[]>(1));
    }
}
