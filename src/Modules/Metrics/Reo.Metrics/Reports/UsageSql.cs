using Reo.Metrics.Reading;

namespace Reo.Metrics.Reports;

/// <summary>The query of a usage report.</summary>
internal static class UsageSql
{
    private const int MostPeriods = 400;

    public static string Of(
        string schema, UsageReportRequest request, string? group, UsageReport.ReportInterval interval, ReportPeriod period, Query query)
    {
        (string Column, string? Value)[] filters =
            [("metric", request.Metric), ("product", request.Product), ("environment", request.Environment), ("company", request.Company)];
        var filter = string.Concat(filters.Select(filter => query.When(filter.Value, $"and {filter.Column} = @{filter.Column}\n", filter.Column)));
        var columns = group is null ? "" : $", {group}";
        string[] asked = [.. filters.Where(filter => filter.Value is not null).Select(filter => filter.Column), .. group is null ? Array.Empty<string>() : [group]];

        var parts = PartsOf(asked, interval, period);
        if (group is not null && parts is [{ IsByPeriod: true } whole] && whole.IsSummed(asked) && whole.Periods(MostPeriods + 1).ToArray() is { Length: <= MostPeriods } periods)
            return PeriodByPeriod(schema, whole, periods, group, filter, query);

        var usage = parts.SelectMany((part, i) => part.Sql(schema, asked, columns, filter, $"{i}", query)).ToLookup(rows => rows.IsSummed, rows => rows.Sql);
        List<string> rows = [.. usage[true]];
        if (usage[false].Any())
        {
            rows.Add(
                $"""
                select period{columns}, metrics.total(usage_count) as usage_count, metrics.total(event_count) as event_count
                from ({All(usage[false])}) usage
                group by period{columns}
                """);
        }

        return
            $"""
            select *
            from ({All(rows)}) usage
            order by period, usage_count desc{columns}
            """;

        static string All(IEnumerable<string> rows) => string.Join("\nunion all\n", rows);
    }

    /// <summary>
    /// Of a table that has the sums: PostgreSQL goes from one period to the next and sorts each by itself, in a fraction of the time that all
    /// rows at once take; the first are sent while the others are still read.
    /// </summary>
    private static string PeriodByPeriod(string schema, UsagePart part, DateOnly[] periods, string group, string filter, Query query)
    {
        query.Set("periods", periods);
        return
            $"""
            select period, {group}, usage_count, event_count
            from unnest(@periods) asked (period)
            cross join lateral (
                select {group}, usage_count, event_count
                from {schema}.{part.Table.Name}
                where tenant_id = @tenant
                    and {part.Table.Date} = asked.period
                    {filter}
                order by usage_count desc, {group}
            ) usage
            """;
    }

    /// <summary>Whole months are summed already; what is left of others at both ends is not.</summary>
    private static List<UsagePart> PartsOf(string[] asked, UsageReport.ReportInterval interval, ReportPeriod period)
    {
        var (isByMonth, days) = (interval.Name == UsageReport.Month, new UsagePart(UsageTable.OfDays(asked), interval, IsOfMonths: false, period.From, period.To));
        var first = ReportPeriod.MonthOf(period.From) == period.From ? period.From : ReportPeriod.MonthOf(period.From).AddMonths(1);
        var last = ReportPeriod.MonthOf(period.To.AddDays(1)) is { DayNumber: > 0 } next ? next.AddDays(-1) : DateOnly.MinValue;
        if (!isByMonth || UsageTable.OfMonths(asked) is not { } table || first > last)
            return [days];

        var parts = new List<UsagePart> { new(table, interval, IsOfMonths: true, first, last) };
        if (period.From < first)
            parts.Add(days with { Last = ReportPeriod.Before(first, 1) });
        if (period.To > last)
            parts.Add(days with { First = last.AddDays(1) });
        return parts;
    }
}
