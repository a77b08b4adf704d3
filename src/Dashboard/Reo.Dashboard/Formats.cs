using System.Globalization;

namespace Reo.Dashboard;

/// <summary>How numbers and days are written, the same on every page.</summary>
public static class Formats
{
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <param name="share">1 is all.</param>
    public static string Percent(double share) => share.ToString("0%", CultureInfo.InvariantCulture);

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
