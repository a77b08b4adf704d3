using System.Globalization;

namespace Reo.Metrics.Reports;

/// <summary>A report on a page: its first rows, which a person can read. All of them are in the exported file.</summary>
/// <param name="Columns">As in the file.</param>
/// <param name="Rows">Cells as texts, numbers with separators.</param>
/// <param name="Points">What a chart shows of each row.</param>
/// <param name="IsCut">Whether there are more.</param>
public sealed record ReportTable(IReadOnlyList<ReportTableColumn> Columns, IReadOnlyList<string[]> Rows, IReadOnlyList<ReportPoint> Points, bool IsCut)
{
    private const int MostRows = 1_000;

    /// <param name="report">What is asked.</param>
    /// <param name="sources">Where from.</param>
    /// <param name="tenantId">Of the caller.</param>
    /// <param name="point">Label, series and value of a row.</param>
    /// <param name="cancellation">Of whoever looks.</param>
    internal static async Task<ReportTable> ReadAsync(
        Report report, ReportSources sources, string tenantId, Func<ReportValue[], ReportPoint> point, CancellationToken cancellation)
    {
        List<string[]> rows = [];
        List<ReportPoint> points = [];
        var isCut = false;
        await using var source = await sources.OpenAsync(tenantId, report.Events, cancellation);
        await foreach (var row in report.Rows(source, cancellation))
        {
            if (isCut = rows.Count == MostRows)
                break;

            rows.Add([.. row.Select((value, i) => Cell(report.Columns[i].Kind, value))]);
            points.Add(point(row));
        }

        return new ReportTable(
            [.. report.Columns.Select(column => new ReportTableColumn(column.Name.Replace('_', ' '), column.Kind is ColumnKind.Number or ColumnKind.Ratio))],
            rows, points, isCut);
    }

    private static string Cell(ColumnKind kind, ReportValue value) => kind switch
    {
        ColumnKind.Text => value.Text.Length == 0 ? "–" : value.Text,
        ColumnKind.Day => Dashboard.Formats.Day(value.Day),
        ColumnKind.Number => Dashboard.Formats.Count(value.Number),
        _ => value.Ratio.ToString("0.0%", CultureInfo.InvariantCulture),
    };
}

public sealed record ReportTableColumn(string Name, bool IsNumber);

/// <param name="Label">Where on the axis.</param>
/// <param name="Series">Which line or column.</param>
/// <param name="Value">How high.</param>
public sealed record ReportPoint(string Label, string Series, double Value);
