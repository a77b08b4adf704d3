using Reo.Metrics.Reading;
using Reo.Metrics.Views;

namespace Reo.Metrics.Reports;

/// <summary>What a usage report reads from one table: whole months, or days.</summary>
/// <param name="Table">What is summed.</param>
/// <param name="Interval">Of the report.</param>
/// <param name="IsOfMonths">Whether the sums of whole months are asked for.</param>
/// <param name="First">The first day, or the first day of the first month.</param>
/// <param name="Last">The last day.</param>
internal sealed record UsagePart(UsageTable Table, UsageReport.ReportInterval Interval, bool IsOfMonths, DateOnly First, DateOnly Last)
{
    /// <summary>A query has a part for each month, as long as there are not too many to plan.</summary>
    private const int MostMonths = 36;

    /// <summary>Whether it has one row for each interval and group.</summary>
    public bool IsSummed(IReadOnlyCollection<string> asked) =>
        Table.Keys.All(asked.Contains) && (IsOfMonths || Interval.Name == UsageReport.Day);

    /// <summary>Whether the rows of one interval stand together in the table.</summary>
    public bool IsByPeriod => IsOfMonths || (Interval.Name == UsageReport.Day && !Table.IsByMonth);

    /// <summary>The first days of the intervals, up to a number.</summary>
    public IEnumerable<DateOnly> Periods(int most)
    {
        for (var (start, count) = (First, 0); start <= Last && count < most; start = Interval.Next(start), count++)
            yield return start;
    }

    private bool IsUnrolled => !IsOfMonths && Table.IsByMonth && MonthsBetween <= MostMonths;

    private int MonthsBetween => ((Last.Year - First.Year) * 12) + Last.Month - First.Month + 1;

    /// <summary>Queries of <c>period</c>, the columns, <c>usage_count</c> and <c>event_count</c>; and whether nothing else has rows of the same period and group.</summary>
    /// <param name="schema">A name of ours.</param>
    /// <param name="asked">The columns that matter.</param>
    /// <param name="columns">Those that are selected, each after a comma.</param>
    /// <param name="filter">More conditions, each beginning with <c>and</c>.</param>
    /// <param name="name">Of the part's parameters; a name of ours.</param>
    /// <param name="query">Gets the values.</param>
    public IEnumerable<(string Sql, bool IsSummed)> Sql(string schema, IReadOnlyCollection<string> asked, string columns, string filter, string name, Query query)
    {
        if (!IsUnrolled)
            return [(OfTable(schema, columns, filter, name, query), IsSummed(asked))];

        return
            from month in Months().Select((month, i) => (First: month, Name: $"{name}_{i}"))
            from intervals in IntervalsOf(month.First).GroupBy(interval => IsInOneMonth(interval.Key))
            select (OfMonth(schema, columns, filter, month.Name, month.First, intervals, query), intervals.Key && Table.Keys.All(asked.Contains));
    }

    private string OfTable(string schema, string columns, string filter, string name, Query query)
    {
        query.Set($"first_{name}", First);
        query.Set($"last_{name}", Last);
        var (table, date, period) = IsOfMonths ? (Table.Name, "month", "month") : (Table.ByDay ?? Table.Name, "day", Interval.Period);
        var months = !IsOfMonths && Table.ByDay is not null ? $"and month > @first_{name} - 31 and month <= @last_{name}" : "";
        return
            $"""
            select {period} as period{columns}, usage_count, event_count
            from {schema}.{table}
            where tenant_id = @tenant
                and {date} >= @first_{name}
                and {date} <= @last_{name}
                {months}
                {filter}
            """;
    }

    /// <summary>Each with its days in the month.</summary>
    private IEnumerable<IGrouping<DateOnly, int>> IntervalsOf(DateOnly month)
    {
        var (from, to) = (Math.Max(First.DayNumber, month.DayNumber), Math.Min(Last.DayNumber, month.AddMonths(1).DayNumber - 1));
        return Enumerable.Range(from, to - from + 1).Select(DateOnly.FromDayNumber).GroupBy(Interval.Of, day => day.Day);
    }

    private bool IsInOneMonth(DateOnly interval)
    {
        var (from, to) = (interval > First ? interval : First, Interval.Next(interval).AddDays(-1));
        return ReportPeriod.MonthOf(from) == ReportPeriod.MonthOf(to < Last ? to : Last);
    }

    /// <summary>Some intervals of a month, each the sum of some of its columns.</summary>
    private string OfMonth(
        string schema, string columns, string filter, string name, DateOnly month, IEnumerable<IGrouping<DateOnly, int>> intervals, Query query)
    {
        query.Set($"month_{name}", month);
        var sums = intervals.Select(days => (DaysAfter: days.Key.DayNumber - month.DayNumber, Sum: DayColumns.SumOf(days))).ToArray();
        return
            $"""
            select period{columns}, usage_count, event_count
            from (
                select
                    month + unnest(array[{string.Join(", ", sums.Select(sum => sum.DaysAfter))}]) as period{columns},
                    unnest(array[{string.Join(", ", sums.Select(sum => sum.Sum.Usage))}]) as usage_count,
                    unnest(array[{string.Join(", ", sums.Select(sum => sum.Sum.Events))}]) as event_count
                from {schema}.{Table.Name}
                where tenant_id = @tenant
                    and month = @month_{name}
                    {filter}
            ) days
            where event_count > 0
            """;
    }

    private IEnumerable<DateOnly> Months()
    {
        for (var month = ReportPeriod.MonthOf(First); month <= Last; month = month.AddMonths(1))
            yield return month;
    }
}
