using System.Globalization;
using Npgsql;

namespace Reo.Metrics.Reading;

internal enum SortKind
{
    Time,
    Day,
    Number,
    Text,
}

/// <summary>What a list can be sorted by: a column of its query, never null.</summary>
internal sealed record SortColumn(string Name, SortKind Kind)
{
    public string Write(NpgsqlDataReader row) => Kind switch
    {
        SortKind.Time => row.GetFieldValue<DateTimeOffset>(row.GetOrdinal(Name)).UtcTicks.ToString(CultureInfo.InvariantCulture),
        SortKind.Day => row.GetFieldValue<DateOnly>(row.GetOrdinal(Name)).DayNumber.ToString(CultureInfo.InvariantCulture),
        SortKind.Number => Convert.ToInt64(row.GetValue(row.GetOrdinal(Name)), CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        _ => row.GetString(row.GetOrdinal(Name)),
    };

    /// <summary>Null when the text is not one that <see cref="Write"/> wrote.</summary>
    public object? Read(string text)
    {
        if (Kind == SortKind.Text)
            return text;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return null;

        return Kind switch
        {
            SortKind.Time => number >= 0 && number <= DateTime.MaxValue.Ticks ? new DateTimeOffset(number, TimeSpan.Zero) : null,
            SortKind.Day => number >= 0 && number <= DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber((int)number) : null,
            _ => number,
        };
    }
}

/// <summary>A column and a direction; entries that are equal in it are sorted by their id.</summary>
internal sealed record ListOrder(SortColumn Column, bool IsDescending)
{
    public string Name => IsDescending ? $"-{Column.Name}" : Column.Name;

    /// <summary>Null when there is no such column. A minus in front means descending.</summary>
    public static ListOrder? Read(string name, IReadOnlyList<SortColumn> columns)
    {
        var isDescending = name.StartsWith('-');
        return columns.FirstOrDefault(column => column.Name == (isDescending ? name[1..] : name)) is { } column
            ? new ListOrder(column, isDescending)
            : null;
    }

    public string OrderBy(string id) => $"order by {Column.Name} {(IsDescending ? "desc" : "asc")}, {id}";

    /// <summary>What comes behind <c>@value</c> and <c>@id</c>.</summary>
    public string Behind(string id) =>
        $"({Column.Name} {(IsDescending ? "<" : ">")} @value or ({Column.Name} = @value and {id} > @id))";
}
