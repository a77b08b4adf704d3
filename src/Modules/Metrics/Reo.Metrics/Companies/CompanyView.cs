using System.Text.Json.Serialization;
using Npgsql;
using Reo.Metrics.Scores;

namespace Reo.Metrics.Companies;

/// <summary>One company of one tenant, from all usage that was recognised to be of it.</summary>
/// <param name="Company">Its domain; what the imported address ranges call it when only they know it.</param>
/// <param name="FirstDay">The first UTC day with an event.</param>
/// <param name="LastDay">The last.</param>
/// <param name="UsageCount">Uses; <c>CALL HOME</c> is presence and not counted.</param>
/// <param name="Developers">How many there are.</param>
/// <param name="Trend">Of usage.</param>
/// <param name="Score">As of the day that was asked for.</param>
internal sealed record CompanyView(
    string Company, DateOnly FirstDay, DateOnly LastDay, long UsageCount, DeveloperCounts Developers, UsageTrend Trend, ActivityScore Score)
{
    /// <summary>Reads a row of a query of these columns, by name.</summary>
    public static CompanyView Read(NpgsqlDataReader row) => new(
        row.GetString(row.GetOrdinal("company")),
        row.GetFieldValue<DateOnly>(row.GetOrdinal("first_day")),
        row.GetFieldValue<DateOnly>(row.GetOrdinal("last_day")),
        row.GetInt64(row.GetOrdinal("usage_count")),
        new DeveloperCounts(
            row.GetInt64(row.GetOrdinal("developers")),
            row.GetInt64(row.GetOrdinal("active_7")),
            row.GetInt64(row.GetOrdinal("active_30")),
            row.GetInt64(row.GetOrdinal("active_90"))),
        new UsageTrend(row.GetInt64(row.GetOrdinal("usage_30")), row.GetInt64(row.GetOrdinal("usage_before"))),
        new ActivityScore(row.GetInt32(row.GetOrdinal("score"))));
}

/// <param name="Total">Who ever used something for the company.</param>
/// <param name="ActiveIn7Days">Who was seen in the 7 days up to the day that was asked for, for the company.</param>
/// <param name="ActiveIn30Days">The same for 30 days.</param>
/// <param name="ActiveIn90Days">The same for 90 days.</param>
internal sealed record DeveloperCounts(
    long Total,
    [property: JsonPropertyName("active_in_7_days")] long ActiveIn7Days,
    [property: JsonPropertyName("active_in_30_days")] long ActiveIn30Days,
    [property: JsonPropertyName("active_in_90_days")] long ActiveIn90Days);

/// <param name="UsageCount">In the 30 days up to the day that was asked for.</param>
/// <param name="UsageCountBefore">In the 30 days before those.</param>
internal sealed record UsageTrend(long UsageCount, long UsageCountBefore)
{
    /// <summary>By what part of the earlier usage it changed: 0.5 is half as much again; null when there was none.</summary>
    public double? Change => UsageCountBefore == 0 ? null : Math.Round((UsageCount - UsageCountBefore) / (double)UsageCountBefore, 4);
}
