using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Unicode;

namespace Reo.Ingestion.Usage;

/// <summary>The product's <c>event_id</c> as one canonical string, and the id of the stored event that follows from it.</summary>
internal static class EventIdentity
{
    private const int DigitsOfDecimal = 28;
    private const int LongestName = 2048;

    /// <summary>
    /// A string as posted; a number as its digits, so that 1231231232, 1231231232.0 and "1231231232" are one. Null when it is neither,
    /// or a number that is not whole.
    /// </summary>
    public static string? Canonical(JsonTokenType kind, string text) => kind switch
    {
        JsonTokenType.String => text,
        JsonTokenType.Number => Digits(text),
        _ => null,
    };

    /// <summary>
    /// The same for the same tenant, product and event_id, on every node and for ever. NUL separates, because no part can hold one.
    /// RFC 9562 version 8: the first 16 bytes of SHA-256, marked as such.
    /// </summary>
    public static Guid StoredId(string tenantId, string productId, string eventId)
    {
        Span<byte> name = stackalloc byte[LongestName];
        if (!Utf8.TryWrite(name, $"{tenantId}\0{productId}\0{eventId}", out var length))
            throw new ArgumentException("Tenant, product and event_id are longer together than they may be.", nameof(eventId));

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(name[..length], hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>
    /// The id of an event's held form, by that of its recorded form, and the other way round: they differ in the last bit. So the recorded
    /// form of an event that was held has the id that it would have had at once, also when its event_id was erased or never was.
    /// </summary>
    public static Guid OtherForm(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        bytes[15] ^= 1;
        return new Guid(bytes, bigEndian: true);
    }

    private static string? Digits(string number)
    {
        var mantissa = number.Split('e', 'E')[0];
        var isWhole = mantissa.Length == number.Length && !mantissa.Contains('.', StringComparison.Ordinal);
        if (mantissa.All(c => c is '-' or '.' or '0'))
            return "0";
        if (isWhole)
            return number;

        return mantissa.Count(char.IsAsciiDigit) <= DigitsOfDecimal
            && decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && value != 0 && decimal.IsInteger(value)
                ? decimal.Truncate(value).ToString(CultureInfo.InvariantCulture)
                : null;
    }
}
