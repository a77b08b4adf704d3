namespace Reo.Metrics.Reports;

/// <summary>A table that uses are summed from.</summary>
/// <param name="Name">In the schema of the views.</param>
/// <param name="Date">The column that says when: <c>day</c>, or <c>month</c>.</param>
/// <param name="Keys">What there is a row of for each date, beside the tenant.</param>
internal sealed record UsageTable(string Name, string Date, params string[] Keys)
{
    private const string Day = "day";
    private const string Month = "month";

    private static readonly UsageTable[] _smallestFirst =
    [
        new("product_usage_by_day", Day, "metric", "product", "environment"),
        new("company_totals_by_month", Month, "company"),
        new("company_totals_by_day", Day, "company"),
        new("developer_totals_by_month", Month, "developer_id"),
        new("company_usage_by_month", Month, "company", "metric", "product", "environment"),
        new("company_usage_by_day", Day, "company", "metric", "product", "environment"),
        new("usage_by_day", Day, "developer_id", "company", "metric", "product", "environment", "identity"),
    ];

    public bool IsByMonth => Date == Month;

    /// <summary>The smallest that knows some columns.</summary>
    public static UsageTable With(IReadOnlyCollection<string> columns, bool mayBeByMonth) =>
        _smallestFirst.First(table => (mayBeByMonth || !table.IsByMonth) && columns.All(table.Keys.Contains));
}
