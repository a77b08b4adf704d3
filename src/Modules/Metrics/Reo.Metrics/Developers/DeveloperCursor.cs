using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Reo.Metrics.Developers;

/// <summary>Where a page ended: the last developer on it, in the order of the list. Opaque to callers.</summary>
internal sealed record DeveloperCursor(DateTimeOffset LastSeenAt, string DeveloperId)
{
    public string Write() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{LastSeenAt.UtcTicks.ToString(CultureInfo.InvariantCulture)} {DeveloperId}"));

    /// <summary>Null when the text is not one that <see cref="Write"/> wrote.</summary>
    public static DeveloperCursor? Read(string text)
    {
        if (!Base64Url.IsValid(text))
            return null;

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(' ', 2);
        return parts is [var ticks, var developerId]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var utcTicks)
            && utcTicks <= DateTime.MaxValue.Ticks
            && !developerId.Contains('\0', StringComparison.Ordinal)
                ? new DeveloperCursor(new DateTimeOffset(utcTicks, TimeSpan.Zero), developerId)
                : null;
    }
}
