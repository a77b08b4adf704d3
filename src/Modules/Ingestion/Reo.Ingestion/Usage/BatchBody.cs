using System.Buffers;

namespace Reo.Ingestion.Usage;

/// <summary>
/// Cuts a batch into its events without judging them: whatever is wrong inside of one, be it no JSON at all, is that event's own failure.
/// In <c>{"events":[…]}</c> the cuts follow quotes and brackets alone.
/// </summary>
internal ref struct BatchBody
{
    private static readonly SearchValues<byte> _structure = SearchValues.Create("\"[]{},"u8);
    private static readonly SearchValues<byte> _blanks = SearchValues.Create(" \t\r\n"u8);

    private readonly ReadOnlyMemory<byte> _body;
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _most;
    private int _at;

    private BatchBody(ReadOnlyMemory<byte> body, int most)
    {
        _body = body;
        _bytes = body.Span;
        _most = most;
    }

    /// <summary>The events of <c>{"events":[…]}</c>, or why there are none.</summary>
    public static Problem? Read(ReadOnlyMemory<byte> body, int most, out List<ReadOnlyMemory<byte>> events)
    {
        events = [];
        return new BatchBody(body, most).Read(events);
    }

    /// <summary>One event per line; blank lines are none.</summary>
    public static Problem? ReadLines(ReadOnlyMemory<byte> body, int most, out List<ReadOnlyMemory<byte>> events)
    {
        events = [];
        while (!body.IsEmpty)
        {
            var end = body.Span.IndexOf((byte)'\n');
            var line = Trim(end < 0 ? body : body[..end]);
            body = end < 0 ? default : body[(end + 1)..];
            if (line.IsEmpty)
                continue;
            if (events.Count == most)
                return Reason.TooManyEvents.Problem("", most);
            events.Add(line);
        }

        return null;
    }

    private Problem? Read(List<ReadOnlyMemory<byte>> events)
    {
        if (!Take('{'))
            return Missing("it does not begin with {");
        if (Take('}'))
            return Missing("it holds no events");

        var found = false;
        do
        {
            if (Next() != '"')
                return Missing($"byte {_at + 1} begins no member");

            var nameStart = _at;
            SkipString();
            var name = _bytes[nameStart.._at];
            if (!Take(':'))
                return Missing($"byte {_at + 1} is no colon");

            if (!name.SequenceEqual("\"events\""u8))
                SkipValue();
            else if (found)
                return Missing("it holds events more than once");
            else if (ReadEvents(events) is { } problem)
                return problem;
            else
                found = true;
        }
        while (Take(','));

        if (!Take('}'))
            return Missing($"byte {_at + 1} is no comma and no }}");
        if (Next() is not null)
            return Missing($"something follows it at byte {_at + 1}");
        return found ? null : Missing("it holds no events");
    }

    private Problem? ReadEvents(List<ReadOnlyMemory<byte>> events)
    {
        if (!Take('['))
            return Missing("events is not an array");
        if (Take(']'))
            return null;

        do
        {
            if (events.Count == _most)
                return Reason.TooManyEvents.Problem("", _most);

            var start = _at;
            SkipValue();
            events.Add(Trim(_body[start.._at]));
        }
        while (Take(','));

        return Take(']') ? null : Missing("the array of events does not end");
    }

    /// <summary>To the comma or bracket behind the value: the first one that is not within its own quotes and brackets.</summary>
    private void SkipValue()
    {
        var depth = 0;
        while (_bytes[_at..].IndexOfAny(_structure) is >= 0 and var next)
        {
            _at += next;
            switch (_bytes[_at])
            {
                case (byte)'"':
                    SkipString();
                    continue;
                case (byte)'[' or (byte)'{':
                    depth++;
                    break;
                case (byte)']' or (byte)'}' when depth > 0:
                    depth--;
                    break;
                default:
                    if (depth == 0)
                        return;
                    break;
            }

            _at++;
        }

        _at = _bytes.Length;
    }

    private void SkipString()
    {
        _at++;
        while (_bytes[_at..].IndexOfAny((byte)'"', (byte)'\\') is >= 0 and var next)
        {
            _at += next;
            if (_bytes[_at] == '"')
            {
                _at++;
                return;
            }

            _at = Math.Min(_at + 2, _bytes.Length);
        }

        _at = _bytes.Length;
    }

    private bool Take(char expected)
    {
        if (Next() != expected)
            return false;

        _at++;
        return true;
    }

    /// <summary>The next byte that is not blank; null at the end.</summary>
    private byte? Next()
    {
        var next = _bytes[_at..].IndexOfAnyExcept(_blanks);
        _at = next < 0 ? _bytes.Length : _at + next;
        return next < 0 ? null : _bytes[_at];
    }

    private static Problem Missing(string why) => Reason.EventsMissing.Problem("events", why);

    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> text)
    {
        var first = text.Span.IndexOfAnyExcept(_blanks);
        return first < 0 ? default : text[first..(text.Span.LastIndexOfAnyExcept(_blanks) + 1)];
    }
}
