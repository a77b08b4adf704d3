using System.Buffers.Binary;
using System.Numerics;
using Npgsql;

namespace Reo.Metrics.Reports;

/// <summary>
/// Reads days that stand as bits, a column a year, into the same memory again and again: a report has a hundred thousand of them. Days are
/// counted from the first of a period, which those outside are not in.
/// </summary>
internal sealed class YearDays(ReportPeriod period)
{
    /// <summary>PostgreSQL sends how many bits follow.</summary>
    private const int BytesOfLength = 4;

    private const int BytesOfYear = (366 + 7) / 8;

    private readonly byte[] _bits = new byte[(BytesOfYear + sizeof(ulong) - 1) / sizeof(ulong) * sizeof(ulong)];

    public DateOnly From => period.From;

    public DateOnly To => period.To;

    public IReadOnlyList<int> Years { get; } = [.. Enumerable.Range(period.From.Year, period.To.Year - period.From.Year + 1)];

    /// <summary>The days of the period that are in a year, as a text of 366 bits.</summary>
    public string MaskOf(int year)
    {
        var newYear = new DateOnly(year, 1, 1).DayNumber - period.From.DayNumber;
        return string.Create(366, newYear, (bits, first) =>
        {
            for (var day = 0; day < bits.Length; day++)
                bits[day] = first + day >= 0 && first + day < period.Days ? '1' : '0';
        });
    }

    /// <summary>What is to be selected of an expression of 366 bits.</summary>
    public static string Sent(string days) => $"bit_send({days})";

    /// <summary>Puts the days into a list, in order.</summary>
    /// <param name="row">Has a column for each of <see cref="Years"/>.</param>
    /// <param name="ordinal">The first of them; null where there is nothing.</param>
    /// <param name="days">What was in it is gone.</param>
    public void Read(NpgsqlDataReader row, int ordinal, List<int> days)
    {
        days.Clear();
        for (var i = 0; i < Years.Count; i++)
        {
            if (row.IsDBNull(ordinal + i))
                continue;

            row.GetBytes(ordinal + i, BytesOfLength, _bits, 0, BytesOfYear);
            var newYear = new DateOnly(Years[i], 1, 1).DayNumber - period.From.DayNumber;
            for (var at = 0; at < _bits.Length; at += sizeof(ulong))
                Add(days, BinaryPrimitives.ReadUInt64BigEndian(_bits.AsSpan(at)), newYear + (at * 8));
        }
    }

    private void Add(List<int> days, ulong bits, int first)
    {
        while (bits != 0)
        {
            var bit = BitOperations.LeadingZeroCount(bits);
            bits &= ~(1ul << (63 - bit));
            if (first + bit >= 0 && first + bit < period.Days)
                days.Add(first + bit);
        }
    }
}
