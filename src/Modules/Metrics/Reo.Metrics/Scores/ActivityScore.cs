using Marten;
using Npgsql;
using NpgsqlTypes;
using Reo.Ingestion.Contracts;
using Reo.Metrics.Plan;

namespace Reo.Metrics.Scores;

/// <summary>How active somebody is on a day, 0 to 100. <see cref="Level"/> is Low below 30, High from 70 on, Medium between.</summary>
internal sealed record ActivityScore(int Value)
{
    public const int MediumFrom = 30;
    public const int HighFrom = 70;

    public string Level => Value switch
    {
        >= HighFrom => "High",
        >= MediumFrom => "Medium",
        _ => "Low",
    };

    /// <summary>The scores of a level, in any case; null when there is no such level.</summary>
    public static (int From, int Below)? RangeOf(string level) => level.ToUpperInvariant() switch
    {
        "LOW" => (0, MediumFrom),
        "MEDIUM" => (MediumFrom, HighFrom),
        "HIGH" => (HighFrom, 101),
        _ => null,
    };
}

/// <summary>
/// The formula, for developers and companies alike; docs/reports.md says it in words. Of the 90 days up to the day that is asked for:
/// every metric of every day gives its slot's weight, times ln(1 + uses), times one half for every 14 days that have passed; the sum is
/// multiplied by 1 plus a quarter for each further metric, of four at most, and 10 points of it make 63 of 100.
/// </summary>
internal static class ActivityScores
{
    /// <summary>
    /// A query of <c>owner</c> and <c>score</c> from a table of usage by day, for one tenant as <c>@tenant</c> and a day as <c>@as_of</c>.
    /// Whoever has no score is not in it.
    /// </summary>
    /// <param name="table">A table of ours.</param>
    /// <param name="owner">Its column.</param>
    /// <param name="areDaysOfMonths">Whether it is one of months, of which only those that can matter are taken to days.</param>
    /// <param name="condition">More conditions, beginning with <c>and</c>.</param>
    public static string Sql(string table, string owner, bool areDaysOfMonths, string condition = "") =>
        $"""
        select owner, round(100 * (1 - exp(-sum(points) * (1 + 0.25 * least(count(distinct metric) - 1, 4)) / 10)))::integer as score
        from (
            select
                {owner} as owner, day, metric,
                weight.weight * ln(1 + sum(greatest(usage_count, event_count))::double precision) * power(0.5::double precision, (@as_of - day) / 14.0) as points
            from {table}
            join unnest(@metrics, @weights) weight (metric, weight) using (metric)
            where tenant_id = @tenant
                and day > @as_of - 90
                and day <= @as_of
                {(areDaysOfMonths ? "and month > @as_of - 121 and month <= @as_of" : "")}
                {condition}
            group by {owner}, day, metric, weight.weight
        ) active
        group by owner
        """;

    /// <summary>What a slot counts: PRIMARY 1, a SECONDARY one half, each times the metric's own weight; presence a tenth.</summary>
    public static async Task AddParametersAsync(NpgsqlCommand command, IDocumentStore store, string tenantId, DateOnly asOf, CancellationToken cancellation)
    {
        var plan = await ShowPlan.LoadAsync(store, tenantId, cancellation);
        var weighed = plan.Metrics
            .Where(metric => !metric.Archived)
            .Select(metric => (metric.Key, Weight: (double)metric.Weight * (metric.Slot == Slots.All[0] ? 1 : 0.5)))
            .Append((ActivityTypes.CallHome, 0.1))
            .ToArray();
        command.Parameters.AddWithValue("metrics", NpgsqlDbType.Array | NpgsqlDbType.Text, weighed.Select(metric => metric.Item1).ToArray());
        command.Parameters.AddWithValue("weights", NpgsqlDbType.Array | NpgsqlDbType.Double, weighed.Select(metric => metric.Item2).ToArray());
        command.Parameters.AddWithValue("as_of", NpgsqlDbType.Date, asOf);
    }
}
