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

    public (Report? Report, ProblemHttpResult? Problem) Read(TimeProvider clock)
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
    /// <param name="First">Where a report begins when it is not said.</param>
    internal sealed record ReportInterval(string Name, string Period, Func<DateOnly, DateOnly> First);

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
        new("day", "day", to => ReportPeriod.Before(to, 29)),
        new("week", "day - (day - date '0001-01-01') % 7", to => ReportPeriod.Before(ReportPeriod.WeekOf(to), 11 * 7)),
        new(Month, "day - (extract(day from day)::integer - 1)", to => ReportPeriod.MonthOf(to).Year > 1 ? ReportPeriod.MonthOf(to).AddMonths(-11) : DateOnly.MinValue),
    }.ToDictionary(interval => interval.Name, StringComparer.Ordinal);

    private const string Month = "month";

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
                var command = source.Command(Sql(source.Schema, request, group, interval, period, query));
                query.AddTo(command);
                return Report.ReadAsync(columns, command, cancellation);
            });
    }

    private static string Sql(string schema, UsageReportRequest request, string? group, ReportInterval interval, ReportPeriod period, Query query)
    {
        var filter = string.Concat(
            query.When(request.Metric, "and metric = @metric\n", "metric"),
            query.When(request.Product, "and product = @product\n", "product"),
            query.When(request.Environment, "and environment = @environment\n", "environment"),
            query.When(request.Company, "and company = @company\n", "company"));
        var columns = group is null ? "" : $"{group}, ";
        var isOfCompanies = group == "company" || request.Company is not null;
        return
            $"""
            select period, {columns}sum(usage_count)::bigint as usage_count, sum(event_count)::bigint as event_count
            from ({(isOfCompanies && group != "developer_id" && interval.Name == Month ? MonthsAndDays() : Days("from", "to"))}) usage
            group by period{(group is null ? "" : $", {group}")}
            order by period, usage_count desc{(group is null ? "" : $", {group}")}
            """;

        string Days(string from, string to)
        {
            query.Set("from", period.From);
            query.Set("to", period.To);
            var table = group == "developer_id" ? "usage_by_day" : isOfCompanies ? "company_usage_by_day" : "product_usage_by_day";
            return
                $"""
                select {interval.Period} as period, {columns}usage_count, event_count
                from {schema}.{table}
                where tenant_id = @tenant
                    and day >= @{from}
                    and day <= @{to}
                    {filter}
                """;
        }

        // Whole months are summed already; what is left of others at both ends is not.
        string MonthsAndDays()
        {
            var first = ReportPeriod.MonthOf(period.From) == period.From ? period.From : ReportPeriod.MonthOf(period.From).AddMonths(1);
            var last = ReportPeriod.MonthOf(period.To.AddDays(1)) is { DayNumber: > 0 } next ? next.AddDays(-1) : DateOnly.MinValue;
            if (first > last)
                return Days("from", "to");

            query.Set("first_month", first);
            query.Set("last_month", last);
            query.Set("before", ReportPeriod.Before(first, 1));
            query.Set("after", last.AddDays(1));
            var whole =
                $"""
                select month as period, {columns}usage_count, event_count
                from {schema}.company_usage_by_month
                where tenant_id = @tenant
                    and month >= @first_month
                    and month <= @last_month
                    {filter}
                """;
            return string.Join(
                "\nunion all\n",
                (string[])[whole, .. period.From < first ? [Days("from", "before")] : (string[])[], .. period.To > last ? [Days("after", "to")] : (string[])[]]);
        }
    }
}
