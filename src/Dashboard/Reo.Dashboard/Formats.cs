using System.Globalization;

namespace Reo.Dashboard;

/// <summary>How numbers and days are written, the same on every page.</summary>
public static class Formats
{
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <param name="share">1 is all.</param>
    public static string Percent(double share) => share.ToString("0%", CultureInfo.InvariantCulture);

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>To the second below a minute's, then coarser: <c>12 s</c>, <c>3 min 5 s</c>, <c>2 h 10 min</c>.</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, Math.Ceiling(time.TotalSeconds)):0} s"),
        { TotalMinutes: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalHours):n0} h {time.Minutes} min"),
    };
}
