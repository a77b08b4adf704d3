using System.Collections;
using Npgsql;

namespace Reo.Metrics.Reports;

/// <summary>Reads days that stand as bits, a column a year. Days are counted from the first of a period, which those outside are not in.</summary>
internal sealed class YearDays(ReportPeriod period)
{
    private const int BitsOfWord = 32;

    private readonly int[] _words = new int[(366 + BitsOfWord - 1) / BitsOfWord];

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

            row.GetFieldValue<BitArray>(ordinal + i).CopyTo(_words, 0);
            var newYear = new DateOnly(Years[i], 1, 1).DayNumber - period.From.DayNumber;
            for (var word = 0; word < _words.Length; word++)
                Add(days, _words[word], newYear + (word * BitsOfWord));
        }
    }

    private void Add(List<int> days, int bits, int first)
    {
        for (; bits != 0; bits &= bits - 1)
        {
            var day = first + int.TrailingZeroCount(bits);
            if (day >= 0 && day < period.Days)
                days.Add(day);
        }
    }
}
