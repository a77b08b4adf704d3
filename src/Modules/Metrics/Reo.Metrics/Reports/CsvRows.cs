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
    private static readonly SearchValues<char> _quoted = SearchValues.Create(",\"\r\n");

    public void Begin(IBufferWriter<byte> output) => Line([.. report.Columns.Select(column => column.Name)], output);

    public void Row(object[] values, IBufferWriter<byte> output) => Line(values, output);

    public void End(IBufferWriter<byte> output)
    {
    }

    public static string Cell(object value) => value switch
    {
        string text => Quote(text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? $"'{text}" : text),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(format: null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, message: null),
    };

    private static string Quote(string text) =>
        text.AsSpan().ContainsAny(_quoted) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private static void Line(object[] values, IBufferWriter<byte> output)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0)
                output.Write(","u8);
            Encoding.UTF8.GetBytes(Cell(values[i]), output);
        }

        output.Write("\r\n"u8);
    }
}
