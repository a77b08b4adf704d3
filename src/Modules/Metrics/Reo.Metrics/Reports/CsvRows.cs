using System.Buffers;
using System.Globalization;
using System.Text;

namespace Reo.Metrics.Reports;

/// <summary>
/// RFC 4180: a header, lines that end with CR LF, quotes where needed. Texts come from whoever posts usage: one that a spreadsheet would take
/// for a formula gets an apostrophe in front, which makes it a text there.
/// </summary>
internal sealed class CsvRows(Report report) : IRowWriter
{
    private const int LongestNumber = 32;

    private static readonly SearchValues<char> _quoted = SearchValues.Create(",\"\r\n");

    public void Begin(IBufferWriter<byte> output)
    {
        Encoding.UTF8.GetBytes(string.Join(',', report.Columns.Select(column => Cell(column.Name))), output);
        output.Write("\r\n"u8);
    }

    public void Row(ReportValue[] values, IBufferWriter<byte> output)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0)
                output.Write(","u8);
            if (report.Columns[i].Kind == ColumnKind.Text)
                Encoding.UTF8.GetBytes(Cell(values[i].Text), output);
            else
                output.Advance(Format(report.Columns[i].Kind, values[i], output.GetSpan(LongestNumber)));
        }

        output.Write("\r\n"u8);
    }

    public void End(IBufferWriter<byte> output)
    {
    }

    private static string Cell(string text) =>
        Quote(text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? $"'{text}" : text);

    private static string Quote(string text) =>
        text.AsSpan().ContainsAny(_quoted) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private static int Format(ColumnKind kind, ReportValue value, Span<byte> output)
    {
        var (culture, written) = (CultureInfo.InvariantCulture, 0);
        _ = kind switch
        {
            ColumnKind.Day => value.Day.TryFormat(output, out written, "yyyy-MM-dd", culture),
            ColumnKind.Number => value.Number.TryFormat(output, out written, provider: culture),
            _ => value.Ratio.TryFormat(output, out written, provider: culture),
        };
        return written;
    }
}
