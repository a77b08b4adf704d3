using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Reo.Metrics.Reading;

namespace Reo.Metrics.Reports;

internal sealed record UsageReportRequest : ReportRequest
{
    [FromQuery(Name = "group_by"), Description("company, developer, metric, product, environment or none; none when absent")]
    public string? GroupBy { get; init; }

    [FromQuery(Name = "interval"), Description("day, week (from Monday on) or month; day when absent")]
    public string? Interval { get; init; }

    [FromQuery(Name = "metric"), Description("Of this activity type alone, exactly")]
    public string? Metric { get; init; }

    [FromQuery(Name = "product"), Description("Of this product_id alone, exactly")]
    public string? Product { get; init; }

    [FromQuery(Name = "environment"), Description("In this environment alone, exactly")]
    public string? Environment { get; init; }

    [FromQuery(Name = "company"), Description("For this company alone, exactly as the lists show it")]
    public string? Company { get; init; }

    public override (Report? Report, ProblemHttpResult? Problem) Read(TimeProvider clock)
    {
        if (!UsageReport.Groups.TryGetValue(GroupBy ?? "none", out var group))
            return (null, Problems.GroupUnknown(UsageReport.Groups.Keys));
        if (!UsageReport.Intervals.TryGetValue(Interval ?? "day", out var interval))
            return (null, Problems.IntervalUnknown(UsageReport.Intervals.Keys));

        var (period, problem) = ReadPeriod(interval.First, mostDays: null, clock);
        return period is null ? (null, problem) : (UsageReport.Of(this, GroupBy ?? "none", group, interval, period), null);
    }
}

/// <summary>Uses and raw events by interval and group. Read from the smallest table that has what is asked for.</summary>
internal static class UsageReport
{
    /// <param name="Name">What callers call it.</param>
    /// <param name="Period">The first day of the interval that a <c>day</c> is in.</param>
    /// <param name="Of">That day, reckoned here.</param>
    /// <param name="First">Where a report begins when it is not said.</param>
    /// <param name="Next">The first day of the interval behind the one that begins on a day.</param>
    internal sealed record ReportInterval(
        string Name, string Period, Func<DateOnly, DateOnly> Of, Func<DateOnly, DateOnly> First, Func<DateOnly, DateOnly> Next);

    /// <summary>What callers call it, and the column; null for none.</summary>
    public static readonly Dictionary<string, string?> Groups = new(StringComparer.Ordinal)
    {
        ["company"] = "company",
        ["developer"] = "developer_id",
        ["metric"] = "metric",
        ["product"] = "product",
        ["environment"] = "environment",
        ["none"] = null,
    };

    public static readonly Dictionary<string, ReportInterval> Intervals = new ReportInterval[]
    {
        new(Day, "day", day => day, to => ReportPeriod.Before(to, 29), day => day.AddDays(1)),
        new("week", "day - (day - date '0001-01-01') % 7", ReportPeriod.WeekOf, to => ReportPeriod.Before(ReportPeriod.WeekOf(to), 11 * 7), day => day.AddDays(7)),
        new(
            Month,
            "day - (extract(day from day)::integer - 1)",
            ReportPeriod.MonthOf,
            to => ReportPeriod.MonthOf(to).Year > 1 ? ReportPeriod.MonthOf(to).AddMonths(-11) : DateOnly.MinValue,
            day => day.AddMonths(1)),
    }.ToDictionary(interval => interval.Name, StringComparer.Ordinal);

    public const string Day = "day";

    public const string Month = "month";

    public static Report Of(UsageReportRequest request, string groupBy, string? group, ReportInterval interval, ReportPeriod period)
    {
        ReportColumn[] columns =
        [
            new("period", ColumnKind.Day),
            .. group is null ? Array.Empty<ReportColumn>() : [new ReportColumn(group, ColumnKind.Text)],
            new("usage_count", ColumnKind.Number),
            new("event_count", ColumnKind.Number),
        ];
        return new Report(
            "usage",
            period.With(("group_by", groupBy), ("interval", interval.Name)),
            columns,
            new KnownEvents(period.From, period.To, period.AsOf),
            (source, cancellation) =>
            {
                var query = new Query();
                var command = source.Command(UsageSql.Of(source.Schema, request, group, interval, period, query));
                query.AddTo(command);
                return Report.ReadAsync(columns, command, cancellation);
            });
    }
}
