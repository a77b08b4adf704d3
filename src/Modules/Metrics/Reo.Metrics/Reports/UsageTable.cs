namespace Reo.Metrics.Reports;

/// <summary>A table that uses are summed from.</summary>
/// <param name="Name">In the schema of the views.</param>
/// <param name="Date">The column that says when: <c>day</c>, or <c>month</c>.</param>
/// <param name="Keys">What there is a row of for each date, beside the tenant.</param>
internal sealed record UsageTable(string Name, string Date, params string[] Keys)
{
    /// <summary>Of a table by month that knows its days, too: the same row by row.</summary>
    public string? ByDay { get; private init; }

    private const string Day = "day";
    private const string Month = "month";

    private static readonly UsageTable[] _smallestFirst =
    [
        new("product_usage_by_day", Day, "metric", "product", "environment"),
        new("company_totals_by_month", Month, "company") { ByDay = "company_totals_by_day" },
        new("developer_totals_by_month", Month, "developer_id"),
        new("company_usage_by_month", Month, "company", "metric", "product", "environment") { ByDay = "company_usage_by_day" },
        new("usage_by_day", Day, "developer_id", "company", "metric", "product", "environment", "identity"),
    ];

    public bool IsByMonth => Date == Month;

    /// <summary>The smallest that knows some columns and has the sums of months; null when another that has none is smaller.</summary>
    public static UsageTable? OfMonths(IReadOnlyCollection<string> columns) => _smallestFirst.First(table => columns.All(table.Keys.Contains)) is { IsByMonth: true } table ? table : null;

    /// <summary>The smallest that knows some columns, day by day.</summary>
    public static UsageTable OfDays(IReadOnlyCollection<string> columns) =>
        _smallestFirst.First(table => (!table.IsByMonth || table.ByDay is not null) && columns.All(table.Keys.Contains));
}
