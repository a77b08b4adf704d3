using System.Runtime.CompilerServices;
using Reo.Metrics.Reading;

namespace Reo.Metrics.Reports;

/// <summary>The days on which one developer was seen, in order; and what else a query says of the developer.</summary>
/// <param name="Group">A number of the query's.</param>
/// <param name="Days">Counted from the first day of the period; reused for the next developer.</param>
internal readonly record struct DeveloperDays(int Group, List<int> Days);

/// <summary>Reads who was seen when. The database sends one row of bits a developer, and the counting is done here.</summary>
internal static class SeenDays
{
    /// <param name="source">Where.</param>
    /// <param name="period">Which days matter.</param>
    /// <param name="group">An integer expression over <c>seen</c>, a row of <c>active_days</c>, and the join; the same for all rows of a developer.</param>
    /// <param name="join">What <c>seen</c> is joined with; empty for nothing.</param>
    /// <param name="query">Its parameters.</param>
    /// <param name="cancellation">Of the request.</param>
    public static async IAsyncEnumerable<DeveloperDays> ReadAsync(
        ReportSource source, ReportPeriod period, string group, string join, Query query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var months = Months(period);
        for (var i = 0; i < months.Count; i++)
            query.Set($"month_{i}", months[i]);
        await using var command = source.Command(
            $"""
            select min({group}), {string.Join(", ", months.Select((_, i) => $"coalesce(max(days) filter (where month = @month_{i}), 0)"))}
            from {source.Schema}.active_days seen
            {join}
            where seen.tenant_id = @tenant
                and month >= @month_0
                and month <= @month_{months.Count - 1}
            group by seen.developer_id
            """);
        query.AddTo(command);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var days = new List<int>();
        while (await row.ReadAsync(cancellation))
        {
            days.Clear();
            for (var i = 0; i < months.Count; i++)
                AddDays(days, row.GetInt32(i + 1), months[i].DayNumber - period.From.DayNumber, period.Days);
            yield return new DeveloperDays(row.GetInt32(0), days);
        }
    }

    private static void AddDays(List<int> days, int bits, int month, int end)
    {
        for (; bits != 0; bits &= bits - 1)
        {
            var day = month + int.TrailingZeroCount(bits);
            if (day >= 0 && day < end)
                days.Add(day);
        }
    }

    private static List<DateOnly> Months(ReportPeriod period)
    {
        var months = new List<DateOnly>();
        for (var month = ReportPeriod.MonthOf(period.From); month <= period.To; month = month.AddMonths(1))
            months.Add(month);
        return months;
    }
}
