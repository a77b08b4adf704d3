using System.Globalization;
using System.Text;

// The format is described in docs/decisions/0007-plan-file.md. This file is compiled into the analyzer, the tool and the server:
// netstandard2.0 with implicit usings, no dependency, nothing that needs a shim.
namespace Reo.PlanFile;

/// <summary>A <c>reo.metrics.txt</c>: every character of it, and what its lines mean. Parsing takes any text and never throws.</summary>
internal sealed class PlanDocument
{
    public const string FileName = "reo.metrics.txt";

    private const string DefaultPreamble =
        "# The metrics of this product, one a line: activity type | slot | state | display name | description.\n"
        + "# `reo metrics pull` brings it up to date and keeps comments and order.\n";

    private readonly string _byteOrderMark;

    private PlanDocument(string byteOrderMark, IReadOnlyList<PlanLine> lines, IReadOnlyList<PlanProblem> problems)
    {
        _byteOrderMark = byteOrderMark;
        Lines = lines;
        Problems = problems;
        Metrics = lines.Where(line => line.Metric is not null && !line.IsRepeated).ToList();
    }

    public IReadOnlyList<PlanLine> Lines { get; }

    /// <summary>What is wrong with the file, in the order of the lines.</summary>
    public IReadOnlyList<PlanProblem> Problems { get; }

    /// <summary>The lines that define a metric; of several lines with one key, the first.</summary>
    public IReadOnlyList<PlanLine> Metrics { get; }

    public string? Tenant => Header(PlanHeader.Tenant);

    /// <summary>The plan's version on the server when the file was pulled.</summary>
    public long? Version =>
        long.TryParse(Header(PlanHeader.Version), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;

    public string? ETag => Header(PlanHeader.ETag);

    public static PlanDocument Parse(string text) => PlanParser.Parse(text);

    /// <summary>A new file with the server's plan, in the server's order.</summary>
    public static PlanDocument Create(string tenant, long version, string etag, IEnumerable<PlanMetric> metrics) =>
        Parse(DefaultPreamble).Pulled(tenant, version, etag, metrics);

    /// <summary>
    /// The same file with one metric added or changed; every other line stays as it is. An added metric goes to the end.
    /// </summary>
    public PlanDocument With(PlanMetric metric)
    {
        var edit = new PlanEdit(Lines);
        if (Metrics.FirstOrDefault(line => line.Metric!.Key == metric.Key) is { } known)
            edit.Replace(known, PlanText.Line(metric));
        else
            edit.Append(PlanText.Line(metric));
        return Parse(_byteOrderMark + edit);
    }

    /// <summary>
    /// The same file brought up to the server's plan: comments, order and untouched lines stay, changed metrics change in place,
    /// new ones go to the end, proposed ones stay until the server has them, and others that the server does not have go.
    /// A line that cannot be read stays, so that nothing a person wrote is lost.
    /// </summary>
    public PlanDocument Pulled(string tenant, long version, string etag, IEnumerable<PlanMetric> metrics)
    {
        var edit = new PlanEdit(Lines);
        SetHeader(edit, PlanHeader.Tenant, tenant);
        SetHeader(edit, PlanHeader.Version, version.ToString(CultureInfo.InvariantCulture));
        SetHeader(edit, PlanHeader.ETag, etag);

        var server = new Dictionary<string, PlanMetric>(StringComparer.Ordinal);
        foreach (var metric in metrics)
            server[metric.Key] = metric;

        var broken = new HashSet<PlanLine>(Problems.Where(problem => problem.Kind == PlanProblemKind.Broken).Select(problem => problem.Line));
        foreach (var line in Lines.Where(line => line.Metric is not null))
        {
            var known = line.Metric!;
            if (line.IsRepeated)
                edit.Remove(line);
            else if (!server.TryGetValue(known.Key, out var metric))
            {
                if (known.State != MetricState.Proposed)
                    edit.Remove(line);
            }
            else
            {
                if (!known.Equals(metric) || broken.Contains(line))
                    edit.Replace(line, PlanText.Line(metric));
                server.Remove(known.Key);
            }
        }

        foreach (var metric in server.Values)
            edit.Append(PlanText.Line(metric));
        return Parse(_byteOrderMark + edit);
    }

    /// <summary>The file's text; of a parsed file, exactly the text that was parsed.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(_byteOrderMark);
        foreach (var line in Lines)
            text.Append(line.Text).Append(line.Break);
        return text.ToString();
    }

    internal static PlanDocument Of(string byteOrderMark, IReadOnlyList<PlanLine> lines, IReadOnlyList<PlanProblem> problems) =>
        new(byteOrderMark, lines, problems);

    private string? Header(string name) => Lines.FirstOrDefault(line => line.Header?.Name == name)?.Header?.Value;

    // A header that is new goes below those that are there, or below the comments that open the file.
    private void SetHeader(PlanEdit edit, string name, string value)
    {
        var text = PlanText.Line(new PlanHeader(name, value));
        if (Lines.FirstOrDefault(line => line.Header?.Name == name) is not { } known)
            edit.Insert(Lines.LastOrDefault(line => line.Kind == PlanLineKind.Header) ?? Lines.TakeWhile(line => line.Kind == PlanLineKind.Comment).LastOrDefault(), text);
        else if (known.Header!.Value != value)
            edit.Replace(known, text);
    }
}

/// <summary>Changes to single lines; the others keep their text and their line break.</summary>
internal sealed class PlanEdit
{
    private readonly IReadOnlyList<PlanLine> _lines;
    private readonly string _break;
    private readonly string?[] _texts;
    private readonly List<string>[] _inserted;

    public PlanEdit(IReadOnlyList<PlanLine> lines)
    {
        _lines = lines;
        _break = lines.Select(line => line.Break).FirstOrDefault(text => text.Length > 0) ?? "\n";
        _texts = lines.Select(line => (string?)line.Text).ToArray();
        _inserted = Enumerable.Range(0, lines.Count + 1).Select(_ => new List<string>()).ToArray();
    }

    public void Replace(PlanLine line, string text) => _texts[line.Number] = text;

    public void Remove(PlanLine line) => _texts[line.Number] = null;

    /// <summary>Below <paramref name="line"/>, and below what was inserted there before; at the top when there is no such line.</summary>
    public void Insert(PlanLine? line, string text) => _inserted[line is null ? 0 : line.Number + 1].Add(text);

    public void Append(string text) => _inserted[_lines.Count].Add(text);

    public override string ToString()
    {
        var text = new StringBuilder();
        for (var i = 0; i <= _lines.Count; i++)
        {
            foreach (var inserted in _inserted[i])
            {
                if (text.Length > 0 && text[text.Length - 1] is not ('\n' or '\r'))
                    text.Append(_break);
                text.Append(inserted).Append(_break);
            }

            if (i < _lines.Count && _texts[i] is { } kept)
                text.Append(kept).Append(_lines[i].Break);
        }

        return text.ToString();
    }
}

internal enum MetricState
{
    /// <summary>Counts.</summary>
    Active,

    /// <summary>Counted once; events of it are held from now on.</summary>
    Archived,

    /// <summary>Written into the file by hand or by a code fix; the server does not know it yet.</summary>
    Proposed,
}

/// <summary>One metric of the plan. <see cref="Key"/> is the activity type, matched character by character.</summary>
internal sealed class PlanMetric : IEquatable<PlanMetric>
{
    public PlanMetric(string key, string? slot = null, MetricState state = MetricState.Active, string displayName = "", string description = "")
    {
        Key = key;
        Slot = slot;
        State = state;
        DisplayName = displayName;
        Description = description;
    }

    public string Key { get; }

    /// <summary>PRIMARY, SECONDARY1 … SECONDARY99, or null when the metric has no slot yet.</summary>
    public string? Slot { get; }

    public MetricState State { get; }

    public string DisplayName { get; }

    public string Description { get; }

    public bool Equals(PlanMetric? other) =>
        other is not null && Key == other.Key && Slot == other.Slot && State == other.State && DisplayName == other.DisplayName && Description == other.Description;

    public override bool Equals(object? obj) => Equals(obj as PlanMetric);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Key);

    public override string ToString() => PlanText.Line(this);
}

/// <summary>A line <c>#: name value</c>.</summary>
internal sealed class PlanHeader
{
    public const string Tenant = "tenant";
    public const string Version = "version";
    public const string ETag = "etag";

    public PlanHeader(string name, string value)
    {
        Name = name;
        Value = value;
    }

    public string Name { get; }

    public string Value { get; }
}

internal enum PlanLineKind
{
    Blank,
    Comment,
    Header,
    Metric,
    Unreadable,
}

internal sealed class PlanLine
{
    public PlanLine(int number, int start, string text, string lineBreak)
    {
        Number = number;
        Start = start;
        Text = text;
        Break = lineBreak;
    }

    /// <summary>From 0.</summary>
    public int Number { get; }

    /// <summary>Where the line begins in the text that was parsed, in UTF-16 code units; a byte order mark counts.</summary>
    public int Start { get; }

    public string Text { get; }

    /// <summary>CR LF, LF, CR, or nothing at the end of the file.</summary>
    public string Break { get; }

    public PlanLineKind Kind { get; internal set; }

    public PlanHeader? Header { get; internal set; }

    public PlanMetric? Metric { get; internal set; }

    /// <summary>Where the key stands, when there is one.</summary>
    public PlanSpan KeySpan { get; internal set; }

    /// <summary>An earlier line has the same key, and that one counts.</summary>
    public bool IsRepeated { get; internal set; }

    /// <summary>The line without white space around it.</summary>
    public PlanSpan Span
    {
        get
        {
            var trimmed = Text.TrimStart();
            return new PlanSpan(Start + Text.Length - trimmed.Length, trimmed.TrimEnd().Length);
        }
    }
}

internal readonly struct PlanSpan : IEquatable<PlanSpan>
{
    public PlanSpan(int start, int length)
    {
        Start = start;
        Length = length;
    }

    public int Start { get; }

    public int Length { get; }

    public int End => Start + Length;

    public bool Equals(PlanSpan other) => Start == other.Start && Length == other.Length;

    public override bool Equals(object? obj) => obj is PlanSpan other && Equals(other);

    public override int GetHashCode() => unchecked((Start * 397) ^ Length);
}

internal enum PlanProblemKind
{
    /// <summary>The line, or a part of it, cannot be read.</summary>
    Broken,

    /// <summary>The line says what an earlier one says.</summary>
    Duplicate,

    /// <summary>The line says something else about a key or a header than an earlier one.</summary>
    Conflict,
}

internal sealed class PlanProblem
{
    public PlanProblem(PlanProblemKind kind, PlanLine line, PlanSpan span, string message)
    {
        Kind = kind;
        Line = line;
        Span = span;
        Message = message;
    }

    public PlanProblemKind Kind { get; }

    public PlanLine Line { get; }

    public PlanSpan Span { get; }

    /// <summary>A fact and a remedy, without a full stop at the end.</summary>
    public string Message { get; }
}

internal static class PlanParser
{
    private static readonly string[] ConflictMarkers = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"];

    public static PlanDocument Parse(string text)
    {
        var lines = new List<PlanLine>();
        var problems = new List<PlanProblem>();
        var first = new Dictionary<string, PlanLine>(StringComparer.Ordinal);
        var headers = new Dictionary<string, PlanLine>(StringComparer.Ordinal);
        var start = text.Length > 0 && text[0] == '\uFEFF' ? 1 : 0;
        var byteOrderMark = text.Substring(0, start);
        do
        {
            var end = start;
            while (end < text.Length && text[end] is not ('\n' or '\r'))
                end++;
            var next = end == text.Length ? end : text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? end + 2 : end + 1;
            var line = new PlanLine(lines.Count, start, text.Substring(start, end - start), text.Substring(end, next - end));
            Read(line, problems);
            Compare(line, first, headers, problems);
            lines.Add(line);
            start = next;
        }
        while (start < text.Length || lines[lines.Count - 1].Break.Length > 0);

        return PlanDocument.Of(byteOrderMark, lines, problems);
    }

    public static bool IsConflictMarker(string text) => ConflictMarkers.Any(marker => text.StartsWith(marker, StringComparison.Ordinal));

    public static bool IsSlot(string text)
    {
        const string secondary = "SECONDARY";
        if (text == "PRIMARY")
            return true;
        return text.StartsWith(secondary, StringComparison.Ordinal)
            && text.Length - secondary.Length is 1 or 2
            && text[secondary.Length] is >= '1' and <= '9'
            && text[text.Length - 1] is >= '0' and <= '9';
    }

    private static void Read(PlanLine line, List<PlanProblem> problems)
    {
        var content = line.Text.Trim();
        if (content.Length == 0)
            line.Kind = PlanLineKind.Blank;
        else if (content.StartsWith("#:", StringComparison.Ordinal))
            ReadHeader(line, problems);
        else if (content[0] == '#')
            line.Kind = PlanLineKind.Comment;
        else if (IsConflictMarker(content))
        {
            line.Kind = PlanLineKind.Unreadable;
            problems.Add(new PlanProblem(PlanProblemKind.Broken, line, line.Span, "The line is left over from a merge conflict. Resolve it"));
        }
        else
            ReadMetric(line, problems);
    }

    private static void ReadHeader(PlanLine line, List<PlanProblem> problems)
    {
        line.Kind = PlanLineKind.Header;
        var span = line.Span;
        var nameStart = SkipWhiteSpace(line, span.Start + 2, span.End);
        var nameEnd = nameStart;
        while (nameEnd < span.End && !char.IsWhiteSpace(At(line, nameEnd)))
            nameEnd++;
        var name = Slice(line, nameStart, nameEnd).ToLowerInvariant();
        var valueStart = SkipWhiteSpace(line, nameEnd, span.End);
        var value = Unescape(line, valueStart, span.End, problems);
        line.Header = new PlanHeader(name, value);

        if (name == PlanHeader.Version && !long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            problems.Add(new PlanProblem(PlanProblemKind.Broken, line, line.Span,
                $"The plan's version '{value}' is not a whole number. Run 'reo metrics pull'"));
        }
    }

    private static void ReadMetric(PlanLine line, List<PlanProblem> problems)
    {
        var cells = Cells(line);
        var key = Unescape(line, cells[0].Start, cells[0].End, problems);
        line.KeySpan = cells[0];
        if (key.Length == 0)
        {
            line.Kind = PlanLineKind.Unreadable;
            problems.Add(new PlanProblem(PlanProblemKind.Broken, line, line.Span, "The activity type is missing. Write it before the first '|'"));
            return;
        }

        line.Kind = PlanLineKind.Metric;
        var slot = ReadSlot(line, cells, problems);
        var state = ReadState(line, cells, problems);
        var displayName = cells.Count > 3 ? Unescape(line, cells[3].Start, cells[3].End, problems) : "";
        var description = cells.Count > 4 ? Unescape(line, cells[4].Start, cells[4].End, problems) : "";
        if (cells.Count > 5)
        {
            var tooMuch = new PlanSpan(cells[5].Start, line.Span.End - cells[5].Start);
            problems.Add(new PlanProblem(PlanProblemKind.Broken, line, tooMuch.Length > 0 ? tooMuch : line.Span,
                @"A metric has five columns at most. Write '|' in a text as '\|'"));
        }

        line.Metric = new PlanMetric(key, slot, state, displayName, description);
    }

    private static string? ReadSlot(PlanLine line, List<PlanSpan> cells, List<PlanProblem> problems)
    {
        if (cells.Count < 2)
            return null;
        var slot = Slice(line, cells[1].Start, cells[1].End).ToUpperInvariant();
        if (slot is "" or "-")
            return null;
        if (IsSlot(slot))
            return slot;
        problems.Add(new PlanProblem(PlanProblemKind.Broken, line, cells[1],
            $"'{Slice(line, cells[1].Start, cells[1].End)}' is not a slot. Use PRIMARY, SECONDARY1 to SECONDARY99, or '-' for none"));
        return null;
    }

    private static MetricState ReadState(PlanLine line, List<PlanSpan> cells, List<PlanProblem> problems)
    {
        if (cells.Count < 3)
            return MetricState.Active;
        switch (Slice(line, cells[2].Start, cells[2].End).ToLowerInvariant())
        {
            case "" or "active":
                return MetricState.Active;
            case "archived":
                return MetricState.Archived;
            case "proposed":
                return MetricState.Proposed;
            default:
                problems.Add(new PlanProblem(PlanProblemKind.Broken, line, cells[2],
                    $"'{Slice(line, cells[2].Start, cells[2].End)}' is not a state. Use active, archived or proposed"));
                return MetricState.Active;
        }
    }

    private static void Compare(PlanLine line, Dictionary<string, PlanLine> metrics, Dictionary<string, PlanLine> headers, List<PlanProblem> problems)
    {
        if (line.Metric is { } metric)
        {
            if (!metrics.TryGetValue(metric.Key, out var earlier))
                metrics.Add(metric.Key, line);
            else
            {
                line.IsRepeated = true;
                problems.Add(earlier.Metric!.Equals(metric)
                    ? new PlanProblem(PlanProblemKind.Duplicate, line, line.KeySpan, $"'{metric.Key}' stands on line {earlier.Number + 1} already. Remove one of the two")
                    : new PlanProblem(PlanProblemKind.Conflict, line, line.KeySpan, $"'{metric.Key}' is defined differently on line {earlier.Number + 1}, which counts. Remove one of the two"));
            }
        }
        else if (line.Header is { } header)
        {
            if (!headers.TryGetValue(header.Name, out var earlier))
                headers.Add(header.Name, line);
            else
            {
                problems.Add(earlier.Header!.Value == header.Value
                    ? new PlanProblem(PlanProblemKind.Duplicate, line, line.Span, $"The header '{header.Name}' stands on line {earlier.Number + 1} already. Remove one of the two")
                    : new PlanProblem(PlanProblemKind.Conflict, line, line.Span, $"The header '{header.Name}' has another value on line {earlier.Number + 1}, which counts. Remove one of the two"));
            }
        }
    }

    private static List<PlanSpan> Cells(PlanLine line)
    {
        var cells = new List<PlanSpan>();
        var span = line.Span;
        var start = span.Start;
        for (var i = span.Start; i < span.End; i++)
        {
            if (At(line, i) == '\\')
                i++;
            else if (At(line, i) == '|')
            {
                cells.Add(Trimmed(line, start, i));
                start = i + 1;
            }
        }

        cells.Add(Trimmed(line, start, span.End));
        return cells;
    }

    private static PlanSpan Trimmed(PlanLine line, int start, int end)
    {
        start = SkipWhiteSpace(line, start, end);
        while (end > start && char.IsWhiteSpace(At(line, end - 1)))
            end--;
        return new PlanSpan(start, end - start);
    }

    private static string Unescape(PlanLine line, int start, int end, List<PlanProblem> problems)
    {
        var raw = Slice(line, start, end);
        if (raw.IndexOf('\\') < 0)
            return raw;

        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            var length = 2;
            switch (i + 1 < raw.Length ? raw[i + 1] : '\0')
            {
                case '\\' or '|' or '#':
                    text.Append(raw[i + 1]);
                    break;
                case 's':
                    text.Append(' ');
                    break;
                case 'n':
                    text.Append('\n');
                    break;
                case 'r':
                    text.Append('\r');
                    break;
                case 't':
                    text.Append('\t');
                    break;
                case 'u' when i + 6 <= raw.Length && ushort.TryParse(raw.Substring(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit):
                    text.Append((char)unit);
                    length = 6;
                    break;
                default:
                    length = Math.Min(2, raw.Length - i);
                    text.Append(raw, i, length);
                    problems.Add(new PlanProblem(PlanProblemKind.Broken, line, new PlanSpan(start + i, length),
                        $@"'{raw.Substring(i, length)}' is not an escape. Write '\\' for a backslash; '\|', '\#', '\s', '\n', '\r', '\t' and '\u0000' are the others"));
                    break;
            }

            i += length - 1;
        }

        return text.ToString();
    }

    private static int SkipWhiteSpace(PlanLine line, int start, int end)
    {
        while (start < end && char.IsWhiteSpace(At(line, start)))
            start++;
        return start;
    }

    private static char At(PlanLine line, int position) => line.Text[position - line.Start];

    private static string Slice(PlanLine line, int start, int end) => line.Text.Substring(start - line.Start, Math.Max(0, end - start));
}

internal static class PlanText
{
    public static string Line(PlanMetric metric)
    {
        var key = Escape(metric.Key);
        if (key.Length > 0 && (key[0] == '#' || PlanParser.IsConflictMarker(key)))
            key = key[0] == '#' ? "\\" + key : Unit(key[0]) + key.Substring(1);

        var text = new StringBuilder(key)
            .Append(" | ").Append(metric.Slot ?? "-")
            .Append(" | ").Append(metric.State.ToString().ToLowerInvariant());
        if (metric.DisplayName.Length > 0 || metric.Description.Length > 0)
            text.Append(" | ").Append(Escape(metric.DisplayName));
        if (metric.Description.Length > 0)
            text.Append(" | ").Append(Escape(metric.Description));
        return text.ToString();
    }

    public static string Line(PlanHeader header) => $"#: {header.Name} {Escape(header.Value)}";

    private static string Escape(string value)
    {
        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            var unit = value[i];
            var isEdge = i == 0 || i == value.Length - 1;
            switch (unit)
            {
                case '\\' or '|':
                    text.Append('\\').Append(unit);
                    break;
                case '\n':
                    text.Append(@"\n");
                    break;
                case '\r':
                    text.Append(@"\r");
                    break;
                case '\t':
                    text.Append(@"\t");
                    break;
                case ' ' when isEdge:
                    text.Append(@"\s");
                    break;
                default:
                    text.Append(NeedsEscape(value, i, isEdge) ? Unit(unit) : unit.ToString());
                    break;
            }
        }

        return text.ToString();
    }

    // A lone surrogate does not survive UTF-8, and U+2028 and U+2029 are line breaks to some editors.
    private static bool NeedsEscape(string value, int i, bool isEdge)
    {
        var unit = value[i];
        if (char.IsHighSurrogate(unit))
            return i + 1 == value.Length || !char.IsLowSurrogate(value[i + 1]);
        if (char.IsLowSurrogate(unit))
            return i == 0 || !char.IsHighSurrogate(value[i - 1]);
        return char.IsControl(unit) || unit is '\u2028' or '\u2029' or '\uFEFF' || (isEdge && char.IsWhiteSpace(unit));
    }

    private static string Unit(char unit) => "\\u" + ((int)unit).ToString("x4", CultureInfo.InvariantCulture);
}
