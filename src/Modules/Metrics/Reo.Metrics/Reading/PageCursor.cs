using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Reo.Metrics.Reading;

/// <summary>Where a page ended: what its last entry is sorted by, and its id. It goes on in the order and as of the day of that page. Opaque to callers.</summary>
internal sealed record PageCursor(string Sort, DateOnly AsOf, string Value, string Id)
{
    private const string DayFormat = "yyyyMMdd";
    private const char Separator = '\n';

    public string Write() => Base64Url.EncodeToString(
        Encoding.UTF8.GetBytes(string.Join(Separator, Sort, AsOf.ToString(DayFormat, CultureInfo.InvariantCulture), Value, Id)));

    /// <summary>Null when the text is not one that <see cref="Write"/> wrote.</summary>
    public static PageCursor? Read(string text)
    {
        if (!Base64Url.IsValid(text))
            return null;

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(Separator, 4);
        return parts is [var sort, var asOf, var value, var id]
            && DateOnly.TryParseExact(asOf, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && !value.Contains('\0', StringComparison.Ordinal)
            && !id.Contains('\0', StringComparison.Ordinal)
                ? new PageCursor(sort, day, value, id)
                : null;
    }
}
