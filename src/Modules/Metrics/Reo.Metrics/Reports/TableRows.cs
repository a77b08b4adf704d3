using System.Buffers;
using System.Globalization;
using System.Text;

namespace Reo.Metrics.Reports;

/// <summary>Columns below each other, for people. The first rows say how wide they are; a longer text later moves the rest of its line.</summary>
internal sealed class TableRows(Report report) : IRowWriter
{
    private const int Measured = 500;

    private readonly List<string[]> _first = [];
    private int[]? _widths;

    public void Begin(IBufferWriter<byte> output) => _first.Add([.. report.Columns.Select(column => column.Name)]);

    public void Row(ReportValue[] values, IBufferWriter<byte> output)
    {
        var cells = new string[values.Length];
        for (var i = 0; i < cells.Length; i++)
            cells[i] = Cell(report.Columns[i].Kind, values[i]);
        if (_widths is not null)
        {
            Line(cells, output);
            return;
        }

        _first.Add(cells);
        if (_first.Count > Measured)
            Measure(output);
    }

    public void End(IBufferWriter<byte> output)
    {
        if (_widths is null)
            Measure(output);
    }

    private void Measure(IBufferWriter<byte> output)
    {
        _widths = [.. report.Columns.Select((_, i) => _first.Max(cells => cells[i].Length))];
        foreach (var cells in _first)
            Line(cells, output);
        _first.Clear();
    }

    /// <summary>Texts come from whoever posts usage: nothing in one may steer the terminal.</summary>
    private static string Cell(ColumnKind kind, ReportValue value) => kind switch
    {
        ColumnKind.Text => string.Concat(value.Text.Select(c => char.IsControl(c) ? '\uFFFD' : c)),
        ColumnKind.Day => value.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ColumnKind.Number => value.Number.ToString(CultureInfo.InvariantCulture),
        _ => value.Ratio.ToString(CultureInfo.InvariantCulture),
    };

    private void Line(string[] cells, IBufferWriter<byte> output)
    {
        var line = new StringBuilder();
        for (var i = 0; i < cells.Length; i++)
        {
            var isText = report.Columns[i].Kind is ColumnKind.Text or ColumnKind.Day;
            line.Append(i == 0 ? "" : "  ").Append(isText ? cells[i].PadRight(_widths![i]) : cells[i].PadLeft(_widths![i]));
        }

        Encoding.UTF8.GetBytes($"{line.ToString().TrimEnd()}\n", output);
    }
}
