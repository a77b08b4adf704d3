using System.Text.Json.Serialization;
using Npgsql;
using NpgsqlTypes;

namespace Reo.Metrics.Reading;

/// <param name="Name">The metric, product or environment.</param>
/// <param name="UsageCount">Uses; 0 for <c>CALL HOME</c>.</param>
/// <param name="EventCount">Raw events.</param>
/// <param name="FirstDay">The first UTC day.</param>
/// <param name="LastDay">The last.</param>
internal sealed record Total(string Name, long UsageCount, long EventCount, DateOnly FirstDay, DateOnly LastDay);

internal sealed record DayTotal(DateOnly Day, long UsageCount, long EventCount);

/// <summary>The usage of one developer or company.</summary>
/// <param name="AsOf">The day that the last 30 days, and whatever else depends on a day, are reckoned to.</param>
/// <param name="Metrics">Totals of each metric, the most used first.</param>
/// <param name="Products">Totals of each product.</param>
/// <param name="Environments">Totals of each environment; the empty one is usage that named none.</param>
/// <param name="Days">The 30 days up to <paramref name="AsOf"/>, those without usage too.</param>
internal record UsageDetail(
    [property: JsonRequired] DateOnly AsOf,
    [property: JsonRequired] IReadOnlyList<Total> Metrics,
    [property: JsonRequired] IReadOnlyList<Total> Products,
    [property: JsonRequired] IReadOnlyList<Total> Environments,
    [property: JsonRequired] IReadOnlyList<DayTotal> Days);

/// <summary>Sums of a table of usage by day for one owner in it.</summary>
/// <param name="database">Where it is.</param>
/// <param name="table">A table of ours.</param>
/// <param name="column">Its column that names the owner.</param>
/// <param name="tenantId">Whose.</param>
/// <param name="owner">The owner.</param>
internal sealed class UsageTotals(NpgsqlDataSource database, string table, string column, string tenantId, string owner)
{
    private const int Days = 30;

    public async Task<UsageDetail> DetailAsync(DateOnly asOf, CancellationToken cancellation) => new(
        asOf,
        await ByAsync("metric", cancellation),
        await ByAsync("product", cancellation),
        await ByAsync("environment", cancellation),
        await DaysAsync(asOf, cancellation));

    /// <param name="by">A column of ours.</param>
    /// <param name="cancellation">Of the request.</param>
    private async Task<List<Total>> ByAsync(string by, CancellationToken cancellation)
    {
        await using var command = Command(
            $"""
            select {by}, metrics.total(usage_count), metrics.total(event_count), min(day), max(day)
            from {table}
            where tenant_id = $1
                and {column} = $2
            group by {by}
            order by 2 desc, 1
            """);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var totals = new List<Total>();
        while (await row.ReadAsync(cancellation))
        {
            totals.Add(new Total(
                row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetFieldValue<DateOnly>(3), row.GetFieldValue<DateOnly>(4)));
        }

        return totals;
    }

    /// <summary>The last 30 days up to one, those without usage too.</summary>
    private async Task<List<DayTotal>> DaysAsync(DateOnly asOf, CancellationToken cancellation)
    {
        await using var command = Command(
            $"""
            select series.day, coalesce(sum(usage_count), 0)::bigint, coalesce(sum(event_count), 0)::bigint
            from (select $3 - before as day from generate_series(0, {Days - 1}) before) series
            left join {table} usage on usage.tenant_id = $1 and usage.{column} = $2 and usage.day = series.day
            group by series.day
            order by series.day
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = asOf, NpgsqlDbType = NpgsqlDbType.Date });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var days = new List<DayTotal>(Days);
        while (await row.ReadAsync(cancellation))
            days.Add(new DayTotal(row.GetFieldValue<DateOnly>(0), row.GetInt64(1), row.GetInt64(2)));
        return days;
    }

    private NpgsqlCommand Command(string sql)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue(tenantId);
        command.Parameters.AddWithValue(owner);
        return command;
    }
}
