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
        var reader = new YearDays(period);
        for (var i = 0; i < reader.Years.Count; i++)
            query.Set($"year_{i}", reader.Years[i]);
        await using var command = source.Command(
            reader.Years.Count <= MostJoinedYears ? Joined(source.Schema, reader.Years.Count, group, join) : Grouped(source.Schema, reader.Years.Count, group, join));
        query.AddTo(command);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var days = new List<int>();
        while (await row.ReadAsync(cancellation))
        {
            reader.Read(row, 1, days);
            yield return new DeveloperDays(row.GetInt32(0), days);
        }
    }

    private const int MostJoinedYears = 4;

    /// <summary>A join of few years takes two thirds of the time of grouping their rows.</summary>
    private static string Joined(string schema, int years, string group, string join)
    {
        string Year(int year) => $"(select tenant_id, developer_id, days as days_{year} from {schema}.active_days where tenant_id = @tenant and year = @year_{year})";
        var all = years == 1 ? Year(0) :
            $"({Year(0)} in_0 {string.Concat(Enumerable.Range(1, years - 1).Select(year => $"full join {Year(year)} in_{year} using (tenant_id, developer_id)"))})";
        return
            $"""
            select {group}, {string.Join(", ", Enumerable.Range(0, years).Select(year => YearDays.Sent($"days_{year}")))}
            from {all} seen
            {join}
            """;
    }

    private static string Grouped(string schema, int years, string group, string join) =>
        $"""
        select min({group}), {string.Join(", ", Enumerable.Range(0, years).Select(year => YearDays.Sent($"bit_or(days) filter (where year = @year_{year})")))}
        from {schema}.active_days seen
        {join}
        where seen.tenant_id = @tenant
            and year >= @year_0
            and year <= @year_{years - 1}
        group by seen.developer_id
        """;
}
