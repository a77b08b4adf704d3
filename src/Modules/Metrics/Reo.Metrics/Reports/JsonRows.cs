using System.Buffers;
using System.Text.Json;

namespace Reo.Metrics.Reports;

/// <summary>One object: what was asked, and <c>rows</c>.</summary>
internal sealed class JsonRows(Report report) : IRowWriter
{
    private readonly JsonRow _row = new(report);
    private bool _hasRows;

    public void Begin(IBufferWriter<byte> output)
    {
        output.Write("{"u8);
        output.Write("\"report\":"u8);
        JsonRow.Value(report.Name, output);
        foreach (var (name, value) in report.Question)
        {
            output.Write(","u8);
            JsonRow.Value(name, output);
            output.Write(":"u8);
            JsonRow.Value(value, output);
        }

        output.Write(",\"rows\":["u8);
    }

    public void Row(object[] values, IBufferWriter<byte> output)
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

    public void Row(object[] values, IBufferWriter<byte> output)
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
    private readonly byte[][] _names = [.. report.Columns.Select((column, i) => JsonSerializer.SerializeToUtf8Bytes(column.Name))];

    public void Write(object[] values, IBufferWriter<byte> output)
    {
        for (var i = 0; i < values.Length; i++)
        {
            output.Write(i == 0 ? "{"u8 : ","u8);
            output.Write(_names[i]);
            output.Write(":"u8);
            Value(values[i], output);
        }

        output.Write("}"u8);
    }

    public static void Value(object value, IBufferWriter<byte> output)
    {
        switch (value)
        {
            case long number:
                output.Advance(Format(number, output));
                break;
            case DateOnly day:
                output.Write("\""u8);
                day.TryFormat(output.GetSpan(16), out var written, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
                output.Advance(written);
                output.Write("\""u8);
                break;
            default:
                output.Write(JsonSerializer.SerializeToUtf8Bytes(value, value.GetType()));
                break;
        }
    }

    private static int Format(long number, IBufferWriter<byte> output)
    {
        number.TryFormat(output.GetSpan(24), out var written, provider: System.Globalization.CultureInfo.InvariantCulture);
        return written;
    }
}
