using System.Globalization;

namespace Reo.Dashboard.Parts;

/// <summary>A column of a <see cref="DayChart"/>.</summary>
public sealed record DayValue(DateOnly Day, long Value)
{
    /// <summary>What stands below it.</summary>
    public string Label => Day.ToString("d MMM", CultureInfo.InvariantCulture);
}
