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
        Table.Keys.All(asked.Contains) && (IsOfMonths || Interval.Name == UsageReport.Day || (Interval.Name == UsageReport.Month && IsUnrolled));

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

    /// <summary>Queries of <c>period</c>, the columns, <c>usage_count</c> and <c>event_count</c>.</summary>
    /// <param name="schema">A name of ours.</param>
    /// <param name="columns">Names of ours, each after a comma.</param>
    /// <param name="filter">More conditions, each beginning with <c>and</c>.</param>
    /// <param name="name">Of the part's parameters; a name of ours.</param>
    /// <param name="query">Gets the values.</param>
    public IEnumerable<string> Sql(string schema, string columns, string filter, string name, Query query) =>
        IsUnrolled ? Months().Select((month, i) => OfMonth(schema, columns, filter, $"{name}_{i}", month, query)) : [OfTable(schema, columns, filter, name, query)];

    private string OfTable(string schema, string columns, string filter, string name, Query query)
    {
        query.Set($"first_{name}", First);
        query.Set($"last_{name}", Last);
        var (table, date, period) = IsOfMonths ? (Table.Name, "month", "month") : (Table.ByDay ?? Table.Name, "day", Interval.Period);
        return
            $"""
            select {period} as period{columns}, usage_count, event_count
            from {schema}.{table}
            where tenant_id = @tenant
                and {date} >= @first_{name}
                and {date} <= @last_{name}
                {filter}
            """;
    }

    /// <summary>The intervals of a month, each the sum of some of its columns.</summary>
    private string OfMonth(string schema, string columns, string filter, string name, DateOnly month, Query query)
    {
        query.Set($"month_{name}", month);
        var last = month.AddMonths(1).DayNumber - 1;
        var (from, to) = (Math.Max(First.DayNumber, month.DayNumber), Math.Min(Last.DayNumber, last));
        var intervals = Enumerable.Range(from, to - from + 1)
            .Select(DateOnly.FromDayNumber)
            .GroupBy(Interval.Of, day => day.Day)
            .Select(days => (DaysAfter: days.Key.DayNumber - month.DayNumber, Sum: DayColumns.SumOf(days)))
            .ToArray();
        return
            $"""
            select period{columns}, usage_count, event_count
            from (
                select
                    month + unnest(array[{string.Join(", ", intervals.Select(interval => interval.DaysAfter))}]) as period{columns},
                    unnest(array[{string.Join(", ", intervals.Select(interval => interval.Sum.Usage))}]) as usage_count,
                    unnest(array[{string.Join(", ", intervals.Select(interval => interval.Sum.Events))}]) as event_count
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
