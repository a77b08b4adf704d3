using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Reo.Analyzers.Search;

/// <summary>Finds the values of <c>"activity_type"</c> in JSON that stands in a string.</summary>
internal static class JsonTexts
{
    private const string Name = "\"" + Names.WireName + "\"";

    /// <param name="text">A string, or the parts of an interpolated one.</param>
    public static void Find(DecodedText text, Action<TextSpan, string> onValue, Action<InterpolationSyntax> onHole)
    {
        var content = text.Content;
        for (var at = content.IndexOf(Name, StringComparison.Ordinal); at >= 0; at = content.IndexOf(Name, at + 1, StringComparison.Ordinal))
        {
            var i = SkipWhiteSpace(content, at + Name.Length);
            if (i >= content.Length || content[i] != ':')
                continue;
            i = SkipWhiteSpace(content, i + 1);
            if (i >= content.Length)
                continue;
            if (text.HoleAt(i) is { } unquoted)
                onHole(unquoted);
            else if (content[i] == '"')
                FindValue(text, i + 1, onValue, onHole);
        }
    }

    private static void FindValue(DecodedText text, int start, Action<TextSpan, string> onValue, Action<InterpolationSyntax> onHole)
    {
        var content = text.Content;
        var value = new StringBuilder();
        var holes = new List<InterpolationSyntax>();
        var end = start;
        for (; end < content.Length && content[end] != '"'; end++)
        {
            if (text.HoleAt(end) is { } hole)
                holes.Add(hole);
            else if (content[end] != '\\')
                value.Append(content[end]);
            else if (!Unescape(content, ref end, value))
                return;
        }

        // A string that is put together from parts ends in the middle of the value.
        if (end >= content.Length)
            return;
        if (holes.Count == 1 && value.Length == 0)
            onHole(holes[0]);
        else if (holes.Count == 0 && value.Length > 0)
            onValue(text.SpanOf(start, end), value.ToString());
    }

    private static bool Unescape(string content, ref int at, StringBuilder value)
    {
        at++;
        if (at >= content.Length)
            return false;
        switch (content[at])
        {
            case '"' or '\\' or '/':
                value.Append(content[at]);
                return true;
            case 'n':
                value.Append('\n');
                return true;
            case 't':
                value.Append('\t');
                return true;
            case 'r':
                value.Append('\r');
                return true;
            case 'b':
                value.Append('\b');
                return true;
            case 'f':
                value.Append('\f');
                return true;
            case 'u' when at + 4 < content.Length && ushort.TryParse(content.Substring(at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit):
                value.Append((char)unit);
                at += 4;
                return true;
            default:
                return false;
        }
    }

    private static int SkipWhiteSpace(string content, int at)
    {
        while (at < content.Length && content[at] is ' ' or '\t' or '\r' or '\n')
            at++;
        return at;
    }
}

/// <summary>What a string literal says, and where each character of it stands in the source.</summary>
internal sealed class DecodedText
{
    private const char Hole = '\uFFFC';

    private readonly StringBuilder _content = new();
    private readonly List<int> _positions = [];
    private readonly Dictionary<int, InterpolationSyntax> _holes = [];
    private string? _text;

    private DecodedText()
    {
    }

    public string Content => _text ??= _content.ToString();

    public static DecodedText? Of(LiteralExpressionSyntax literal)
    {
        var token = literal.Token;
        var source = token.Text;
        var text = new DecodedText();
        var start = token.SpanStart;
        switch (token.Kind())
        {
            case SyntaxKind.StringLiteralToken or SyntaxKind.Utf8StringLiteralToken:
                var isVerbatim = source.StartsWith("@", StringComparison.Ordinal);
                var open = isVerbatim ? 2 : 1;
                var close = source.LastIndexOf('"');
                if (close < open)
                    return null;
                text.Append(source, open, close, start, isVerbatim ? Style.Verbatim : Style.Regular, hasBraces: false);
                break;
            case SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
                or SyntaxKind.Utf8SingleLineRawStringLiteralToken or SyntaxKind.Utf8MultiLineRawStringLiteralToken:
                text.Append(source, 0, source.Length, start, Style.Raw, hasBraces: false);
                break;
            default:
                return null;
        }

        return text.Complete(start + source.Length);
    }

    public static DecodedText Of(InterpolatedStringExpressionSyntax interpolated)
    {
        var opening = interpolated.StringStartToken;
        var style = opening.IsKind(SyntaxKind.InterpolatedStringStartToken) ? Style.Regular
            : opening.IsKind(SyntaxKind.InterpolatedVerbatimStringStartToken) ? Style.Verbatim
            : Style.Raw;
        var text = new DecodedText();
        foreach (var part in interpolated.Contents)
        {
            switch (part)
            {
                case InterpolatedStringTextSyntax { TextToken: var token }:
                    text.Append(token.Text, 0, token.Text.Length, token.SpanStart, style, hasBraces: style != Style.Raw);
                    break;
                case InterpolationSyntax interpolation:
                    text._holes.Add(text._positions.Count, interpolation);
                    text.Add(Hole, interpolation.SpanStart);
                    break;
            }
        }

        return text.Complete(interpolated.StringEndToken.SpanStart);
    }

    public InterpolationSyntax? HoleAt(int index) => _holes.TryGetValue(index, out var hole) ? hole : null;

    public TextSpan SpanOf(int start, int end) => TextSpan.FromBounds(_positions[start], _positions[end]);

    private enum Style
    {
        Regular,
        Verbatim,
        Raw,
    }

    private DecodedText Complete(int end)
    {
        _positions.Add(end);
        return this;
    }

    private void Add(char unit, int position)
    {
        _content.Append(unit);
        _positions.Add(position);
    }

    private void Append(string source, int start, int end, int offset, Style style, bool hasBraces)
    {
        for (var i = start; i < end; i++)
        {
            var position = offset + i;
            var unit = source[i];
            if (unit == '\\' && style == Style.Regular && i + 1 < end)
                Add(Unescape(source, ref i, end), position);
            else
            {
                Add(unit, position);
                if ((unit == '"' && style == Style.Verbatim) || (hasBraces && unit is '{' or '}'))
                    i += i + 1 < end && source[i + 1] == unit ? 1 : 0;
            }
        }
    }

    private static char Unescape(string source, ref int i, int end)
    {
        i++;
        switch (source[i])
        {
            case 'n':
                return '\n';
            case 't':
                return '\t';
            case 'r':
                return '\r';
            case 'u':
                return Hexadecimal(source, ref i, end, 4, 4);
            case 'x':
                return Hexadecimal(source, ref i, end, 1, 4);
            case 'U':
                // Half of what may be a pair; neither the name nor a key that is spelt so matters.
                return Hexadecimal(source, ref i, end, 8, 8);
            default:
                return source[i];
        }
    }

    private static char Hexadecimal(string source, ref int i, int end, int least, int most)
    {
        var length = 0;
        while (length < most && i + 1 + length < end && Uri.IsHexDigit(source[i + 1 + length]))
            length++;
        if (length < least)
            return source[i];
        var value = uint.Parse(source.Substring(i + 1, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        i += length;
        return unchecked((char)value);
    }
}
