using Npgsql;

namespace Reo.Metrics.Reports;

internal enum ColumnKind
{
    Day,
    Text,
    Number,
    Ratio,
}

internal sealed record ReportColumn(string Name, ColumnKind Kind)
{
    public ReportValue Read(NpgsqlDataReader row, int ordinal) => Kind switch
    {
        ColumnKind.Day => row.GetFieldValue<DateOnly>(ordinal),
        ColumnKind.Text => row.GetString(ordinal),
        ColumnKind.Number => row.GetInt64(ordinal),
        _ => row.GetDouble(ordinal),
    };
}

/// <summary>A cell: what its column's kind says. A long report has a million of them, so none is an object.</summary>
internal readonly struct ReportValue
{
    private readonly long _bits;
    private readonly string? _text;

    private ReportValue(long bits, string? text = null) => (_bits, _text) = (bits, text);

    public DateOnly Day => DateOnly.FromDayNumber((int)_bits);

    public string Text => _text!;

    public long Number => _bits;

    public double Ratio => BitConverter.Int64BitsToDouble(_bits);

    public static implicit operator ReportValue(DateOnly day) => new(day.DayNumber);

    public static implicit operator ReportValue(string text) => new(0, text);

    public static implicit operator ReportValue(long number) => new(number);

    public static implicit operator ReportValue(double ratio) => new(BitConverter.DoubleToInt64Bits(ratio));
}
