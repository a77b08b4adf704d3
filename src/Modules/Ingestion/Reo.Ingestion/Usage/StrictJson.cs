using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace Reo.Ingestion.Usage;

/// <summary>
/// JSON that a parser accepts and that would still fail later, or mean two things: refused here, once, with the path of the place.
/// PostgreSQL's jsonb takes no NUL character, no lone surrogate and no number beyond its own range, and keeps the last of two members
/// of one name.
/// </summary>
internal static class StrictJson
{
    public const int MaxDepth = 32;
    public const int MaxNumberLength = 400;
    public const int MaxExponent = 308;

    private static readonly JsonReaderOptions _options = new() { MaxDepth = int.MaxValue };

    /// <summary>The first problem of a value that is JSON, or null.</summary>
    public static Problem? ProblemOf(JsonElement value)
    {
        var utf8 = JsonMarshal.GetRawUtf8Value(value);
        if (!Utf8.IsValid(utf8))
            return Reason.NotUtf8.Problem();

        var reader = new Utf8JsonReader(utf8, _options);
        var path = new List<Level>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    if (path.Count == MaxDepth)
                        return Reason.TooDeep.Problem(PathOf(path), MaxDepth);
                    path.Add(new Level(reader.TokenType == JsonTokenType.StartObject ? [] : null));
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    path.RemoveAt(path.Count - 1);
                    break;
                case JsonTokenType.PropertyName:
                    if (UnstorableText(ref reader) is { } inName)
                        return inName.Problem(PathOf(path[..^1]));
                    var name = reader.GetString()!;
                    path[^1].Name = name;
                    if (!path[^1].Names!.Add(name))
                        return Reason.DuplicateMember.Problem(PathOf(path));
                    break;
                case JsonTokenType.String:
                    if (UnstorableText(ref reader) is { } inText)
                        return inText.Problem(PathOf(path));
                    break;
                case JsonTokenType.Number:
                    if (!IsStorableNumber(reader.ValueSpan))
                        return Reason.NumberTooLarge.Problem(PathOf(path), MaxNumberLength, MaxExponent);
                    break;
            }
        }

        return null;
    }

    /// <summary>Only an escape can bring in either: raw control characters are no JSON, and the bytes are known to be UTF-8.</summary>
    private static Reason? UnstorableText(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
            return null;

        try
        {
            return reader.GetString()!.Contains('\0') ? Reason.NulCharacter : null;
        }
        catch (InvalidOperationException)
        {
            return Reason.LoneSurrogate;
        }
    }

    private static bool IsStorableNumber(ReadOnlySpan<byte> number)
    {
        if (number.Length > MaxNumberLength)
            return false;

        var exponentAt = number.IndexOfAny((byte)'e', (byte)'E');
        return exponentAt < 0
            || (int.TryParse(number[(exponentAt + 1)..], NumberStyles.AllowLeadingSign, null, out var exponent)
                && exponent is >= -MaxExponent and <= MaxExponent);
    }

    private static string PathOf(List<Level> path) =>
        string.Join('.', path.Where(level => level.Name is not null).Select(level => level.Name));

    private sealed class Level(HashSet<string>? names)
    {
        public HashSet<string>? Names { get; } = names;

        public string? Name { get; set; }
    }
}
