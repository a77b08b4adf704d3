namespace Reo.Metrics.Views;

/// <summary>
/// Usage by day in a table by month: <c>usage_01</c> and <c>events_01</c> to <c>usage_31</c> and <c>events_31</c>, null on days without
/// events. A page of events writes one row of it where a table by day would take one for each day.
/// </summary>
internal static class DayColumns
{
    /// <summary>The first day of the month of a <c>day</c>.</summary>
    public const string Month = "day - (date_part('day', day)::integer - 1)";

    private static readonly int[] _days = [.. Enumerable.Range(1, 31)];

    public static readonly string Define = Each(", ", day => $"{Usage(day)} bigint, {Events(day)} bigint");

    public static readonly string Names = Each(", ", day => $"{Usage(day)}, {Events(day)}");

    /// <summary>Of groups of rows from <see cref="ByDay"/>. There is one a day in each group, so that the largest is its sum.</summary>
    public static readonly string Pivot = Each(
        ", ",
        day => $"max(usage_count) filter (where day_of_month = {day}) as {Usage(day)}, max(event_count) filter (where day_of_month = {day}) as {Events(day)}");

    /// <summary>Of an upsert: adds the days that are new to those that are known.</summary>
    public static readonly string Merge = Each(", ", day => $"{Sum(Usage(day))}, {Sum(Events(day))}");

    /// <summary>Of an update of <c>entry</c>: subtracts the days of <c>less</c>.</summary>
    public static readonly string Subtract = Each(
        ", ",
        day =>
            $"""
            {Usage(day)} = case when entry.{Events(day)} > coalesce(less.{Events(day)}, 0) then entry.{Usage(day)} - coalesce(less.{Usage(day)}, 0) end,
            {Events(day)} = nullif(entry.{Events(day)} - coalesce(less.{Events(day)}, 0), 0)
            """);

    /// <summary>Columns <c>day_of_month</c>, <c>usage_count</c> and <c>event_count</c>: a row a day, in a list of columns. The last is null on days without events.</summary>
    public static readonly string Days =
        $"""
        unnest(array[{Each(", ", day => $"{day}")}]) as day_of_month,
        unnest(array[{Each(", ", Usage)}]) as usage_count,
        unnest(array[{Each(", ", Events)}]) as event_count
        """;

    /// <summary>Usage summed by day, with <c>month</c>, its first day, and <c>day_of_month</c>, from 1.</summary>
    /// <param name="table">Of rows with a <c>day</c>.</param>
    /// <param name="keys">What else they are summed by; names of ours.</param>
    public static string ByDay(string table, string keys) =>
        $"""
        (
            select
                {keys}, {Month} as month, date_part('day', day)::integer as day_of_month,
                metrics.total(usage_count) as usage_count, metrics.total(event_count) as event_count
            from {table}
            group by {keys}, day
        ) {table}
        """;

    /// <summary>What some days of a month come to, from a row by month: 0 when there was nothing.</summary>
    /// <param name="days">Of the month, from 1.</param>
    public static (string Usage, string Events) SumOf(IEnumerable<int> days) => (
        string.Join(" + ", days.Select(day => $"coalesce({Usage(day)}, 0)")),
        string.Join(" + ", days.Select(day => $"coalesce({Events(day)}, 0)")));

    private static string Sum(string column) => $"{column} = coalesce(known.{column} + excluded.{column}, known.{column}, excluded.{column})";

    private static string Usage(int day) => $"usage_{day:00}";

    private static string Events(int day) => $"events_{day:00}";

    private static string Each(string between, Func<int, string> text) => string.Join(between, _days.Select(text));
}
