using System.Globalization;

namespace Reo.Metrics.Reading;

/// <summary>A number of days or weeks as people write it: <c>30d</c>, <c>4w</c>.</summary>
internal static class LastDays
{
    public const int Most = 3_660;

    /// <summary>In days; null when the text is none, or more than <paramref name="most"/> days.</summary>
    public static int? Read(string text, int most) =>
        text is [.. var number, 'd' or 'w']
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && count > 0
        && count <= most
        && (text[^1] == 'd' ? count : count * 7) is var days
        && days <= most
            ? days
            : null;
}
