using System.Globalization;
using System.Text;
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

    /// <summary>Deeper than any text: depth is judged here, with the place, not by the parser.</summary>
    public static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    /// <summary>The first problem of what should be one value, or null.</summary>
    public static Problem? ProblemOf(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
            return Reason.NotUtf8.Problem();

        try
        {
            return new Walk(utf8, stackalloc Level[MaxDepth], stackalloc Name[64]).FirstProblem();
        }
        catch (JsonException e)
        {
            return Malformed(e);
        }
    }

    public static Problem Malformed(JsonException e) =>
        Reason.MalformedJson.Problem("", e.LineNumber + 1 ?? 0, e.BytePositionInLine + 1 ?? 0);

    /// <summary>Text of a string or a name that is known to be storable.</summary>
    public static string Unescape(ReadOnlySpan<byte> quoted)
    {
        var reader = new Utf8JsonReader(quoted, AnyDepth);
        reader.Read();
        return reader.GetString()!;
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

    /// <summary>An open object or array. <paramref name="FirstName"/> is -1 in an array.</summary>
    private readonly record struct Level(int FirstName, Name Current);

    /// <summary>Where a name stands in the text, without its quotes.</summary>
    private readonly record struct Name(int Start, int Length, bool IsEscaped);

    private ref struct Walk
    {
        /// <summary>Beyond so many members of one object each name is looked up, not compared with all before it.</summary>
        private const int ManyNames = 32;

        private readonly ReadOnlySpan<byte> _utf8;
        private readonly Span<Level> _levels;
        private Span<Name> _names;
        private HashSet<(int Depth, string Name)>? _lookup;
        private Utf8JsonReader _reader;
        private int _depth;
        private int _nameCount;

        public Walk(ReadOnlySpan<byte> utf8, Span<Level> levels, Span<Name> names)
        {
            _utf8 = utf8;
            _levels = levels;
            _names = names;
            _reader = new Utf8JsonReader(utf8, AnyDepth);
        }

        public Problem? FirstProblem()
        {
            while (_reader.Read())
            {
                if (ProblemOfToken() is { } problem)
                    return problem;
            }

            return null;
        }

        private Problem? ProblemOfToken()
        {
            switch (_reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    if (_depth == MaxDepth)
                        return Reason.TooDeep.Problem(Path(_depth), MaxDepth);
                    _levels[_depth++] = new Level(_reader.TokenType == JsonTokenType.StartObject ? _nameCount : -1, default);
                    return null;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    if (_levels[--_depth].FirstName >= 0)
                        _nameCount = _levels[_depth].FirstName;
                    return null;
                case JsonTokenType.PropertyName:
                    return Unstorable() is { } inName ? inName.Problem(Path(_depth - 1)) : ProblemOfName();
                case JsonTokenType.String:
                    return Unstorable() is { } inText ? inText.Problem(Path(_depth)) : null;
                case JsonTokenType.Number when !IsStorableNumber(_reader.ValueSpan):
                    return Reason.NumberTooLarge.Problem(Path(_depth), MaxNumberLength, MaxExponent);
                default:
                    return null;
            }
        }

        private Problem? ProblemOfName()
        {
            ref var level = ref _levels[_depth - 1];
            var name = new Name((int)_reader.TokenStartIndex + 1, _reader.ValueSpan.Length, _reader.ValueIsEscaped);
            level = level with { Current = name };
            if (Stands(name, level.FirstName))
                return Reason.DuplicateMember.Problem(Path(_depth));

            if (_nameCount == _names.Length)
            {
                var more = new Name[_names.Length * 2];
                _names.CopyTo(more);
                _names = more;
            }

            _names[_nameCount++] = name;
            return null;
        }

        private bool Stands(Name name, int first)
        {
            var before = _names[first.._nameCount];
            if (before.Length > ManyNames)
                return !LookUp(before).Add((_depth, Text(name)));

            foreach (var other in before)
            {
                if (name.IsEscaped || other.IsEscaped ? Text(name) == Text(other) : Bytes(name).SequenceEqual(Bytes(other)))
                    return true;
            }

            return false;
        }

        /// <summary>Objects of one depth follow each other: the names of the one before go when this one gets many.</summary>
        private HashSet<(int Depth, string Name)> LookUp(ReadOnlySpan<Name> before)
        {
            _lookup ??= [];
            if (before.Length == ManyNames + 1)
            {
                var depth = _depth;
                _lookup.RemoveWhere(entry => entry.Depth >= depth);
                foreach (var name in before)
                    _lookup.Add((depth, Text(name)));
            }

            return _lookup;
        }

        /// <summary>Only an escape can bring in either: raw control characters are no JSON, and the bytes are known to be UTF-8.</summary>
        private readonly Reason? Unstorable()
        {
            if (!_reader.ValueIsEscaped)
                return null;

            try
            {
                return _reader.GetString()!.Contains('\0') ? Reason.NulCharacter : null;
            }
            catch (InvalidOperationException)
            {
                return Reason.LoneSurrogate;
            }
        }

        private readonly string Path(int depth)
        {
            var path = new List<string>();
            foreach (var level in _levels[..depth])
            {
                if (level.Current.Length > 0)
                    path.Add(Text(level.Current));
            }

            return string.Join('.', path);
        }

        private readonly ReadOnlySpan<byte> Bytes(Name name) => _utf8.Slice(name.Start, name.Length);

        private readonly string Text(Name name) =>
            name.IsEscaped ? Unescape(_utf8.Slice(name.Start - 1, name.Length + 2)) : Encoding.UTF8.GetString(Bytes(name));
    }
}
