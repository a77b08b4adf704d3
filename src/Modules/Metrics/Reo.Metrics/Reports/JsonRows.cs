using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Reo.Metrics.Reports;

/// <summary>One object: what was asked, and <c>rows</c>, one a line.</summary>
internal sealed class JsonRows(Report report) : IRowWriter
{
    private readonly JsonRow _row = new(report);
    private bool _hasRows;

    public void Begin(IBufferWriter<byte> output)
    {
        output.Write("{\"report\":"u8);
        output.Write(JsonSerializer.SerializeToUtf8Bytes(report.Name));
        foreach (var (name, value) in report.Question)
        {
            output.Write(","u8);
            output.Write(JsonSerializer.SerializeToUtf8Bytes(name));
            output.Write(":"u8);
            output.Write(JsonSerializer.SerializeToUtf8Bytes(value, value.GetType()));
        }

        output.Write(",\"rows\":["u8);
    }

    public void Row(ReportValue[] values, IBufferWriter<byte> output)
    {
        output.Write(_hasRows ? ",\n"u8 : "\n"u8);
        _hasRows = true;
        _row.Write(values, output);
    }

    public void End(IBufferWriter<byte> output) => output.Write("]}\n"u8);
}

/// <summary>One object a line.</summary>
internal sealed class NdjsonRows(Report report) : IRowWriter
{
    private readonly JsonRow _row = new(report);

    public void Begin(IBufferWriter<byte> output)
    {
    }

    public void Row(ReportValue[] values, IBufferWriter<byte> output)
    {
        _row.Write(values, output);
        output.Write("\n"u8);
    }

    public void End(IBufferWriter<byte> output)
    {
    }
}

internal sealed class JsonRow(Report report)
{
    private const int LongestNumber = 32;

    /// <summary>What stands in JSON as it is.</summary>
    private static readonly SearchValues<char> _plain = SearchValues.Create(
        [.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c).Where(c => !"\"\\&'+<>`".Contains(c, StringComparison.Ordinal))]);

    private readonly byte[][] _names = [.. report.Columns.Select(column => (byte[])[.. JsonSerializer.SerializeToUtf8Bytes(column.Name), (byte)':'])];

    public void Write(ReportValue[] values, IBufferWriter<byte> output)
    {
        for (var i = 0; i < values.Length; i++)
        {
            output.Write(i == 0 ? "{"u8 : ","u8);
            output.Write(_names[i]);
            if (report.Columns[i].Kind == ColumnKind.Text)
                Text(values[i].Text, output);
            else
                output.Advance(Format(report.Columns[i].Kind, values[i], output.GetSpan(LongestNumber)));
        }

        output.Write("}"u8);
    }

    private static void Text(string text, IBufferWriter<byte> output)
    {
        if (text.AsSpan().ContainsAnyExcept(_plain))
        {
            output.Write(JsonSerializer.SerializeToUtf8Bytes(text));
            return;
        }

        output.Write("\""u8);
        Encoding.UTF8.GetBytes(text, output);
        output.Write("\""u8);
    }

    private static int Format(ColumnKind kind, ReportValue value, Span<byte> output)
    {
        var (culture, written) = (CultureInfo.InvariantCulture, 0);
        _ = kind switch
        {
            ColumnKind.Day => value.Day.TryFormat(output, out written, "'\"'yyyy-MM-dd'\"'", culture),
            ColumnKind.Number => value.Number.TryFormat(output, out written, provider: culture),
            _ => value.Ratio.TryFormat(output, out written, provider: culture),
        };
        return written;
    }
}
