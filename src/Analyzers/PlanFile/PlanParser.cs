using System.Globalization;

namespace Reo.PlanFile;

/// <summary>Reads any text, line by line. A line that has no meaning is a problem, never an exception.</summary>
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
        var nameStart = line.SkipWhiteSpace(span.Start + 2, span.End);
        var nameEnd = nameStart;
        while (nameEnd < span.End && !char.IsWhiteSpace(line.At(nameEnd)))
            nameEnd++;
        var name = line.Slice(nameStart, nameEnd).ToLowerInvariant();
        var value = PlanEscapes.Read(line, line.Trimmed(nameEnd, span.End), problems);
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
        var key = PlanEscapes.Read(line, cells[0], problems);
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
        var displayName = cells.Count > 3 ? PlanEscapes.Read(line, cells[3], problems) : "";
        var description = cells.Count > 4 ? PlanEscapes.Read(line, cells[4], problems) : "";
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
        var slot = line.Slice(cells[1]).ToUpperInvariant();
        if (slot is "" or "-")
            return null;
        if (IsSlot(slot))
            return slot;
        problems.Add(new PlanProblem(PlanProblemKind.Broken, line, cells[1],
            $"'{line.Slice(cells[1])}' is not a slot. Use PRIMARY, SECONDARY1 to SECONDARY99, or '-' for none"));
        return null;
    }

    private static MetricState ReadState(PlanLine line, List<PlanSpan> cells, List<PlanProblem> problems)
    {
        if (cells.Count < 3)
            return MetricState.Active;
        switch (line.Slice(cells[2]).ToLowerInvariant())
        {
            case "" or "active":
                return MetricState.Active;
            case "archived":
                return MetricState.Archived;
            case "proposed":
                return MetricState.Proposed;
            default:
                problems.Add(new PlanProblem(PlanProblemKind.Broken, line, cells[2],
                    $"'{line.Slice(cells[2])}' is not a state. Use active, archived or proposed"));
                return MetricState.Active;
        }
    }

    /// <summary>With the lines before: of two with one key or one header, the first counts.</summary>
    private static void Compare(PlanLine line, Dictionary<string, PlanLine> metrics, Dictionary<string, PlanLine> headers, List<PlanProblem> problems)
    {
        if (line.Metric is { } metric && Earlier(metrics, metric.Key, line) is { } first)
        {
            line.IsRepeated = true;
            problems.Add(Repeated(line, first, line.KeySpan, first.Metric!.Equals(metric), $"'{metric.Key}'", "is defined differently"));
        }
        else if (line.Header is { } header && Earlier(headers, header.Name, line) is { } known)
        {
            problems.Add(Repeated(line, known, line.Span, known.Header!.Value == header.Value, $"The header '{header.Name}'", "has another value"));
        }
    }

    private static PlanLine? Earlier(Dictionary<string, PlanLine> known, string name, PlanLine line)
    {
        if (known.TryGetValue(name, out var earlier))
            return earlier;

        known.Add(name, line);
        return null;
    }

    private static PlanProblem Repeated(PlanLine line, PlanLine earlier, PlanSpan span, bool isSame, string what, string differs) => isSame
        ? new PlanProblem(PlanProblemKind.Duplicate, line, span, $"{what} stands on line {earlier.Number + 1} already. Remove one of the two")
        : new PlanProblem(PlanProblemKind.Conflict, line, span, $"{what} {differs} on line {earlier.Number + 1}, which counts. Remove one of the two");

    private static List<PlanSpan> Cells(PlanLine line)
    {
        var cells = new List<PlanSpan>();
        var span = line.Span;
        var start = span.Start;
        for (var i = span.Start; i < span.End; i++)
        {
            if (line.At(i) == '\\')
                i++;
            else if (line.At(i) == '|')
            {
                cells.Add(line.Trimmed(start, i));
                start = i + 1;
            }
        }

        cells.Add(line.Trimmed(start, span.End));
        return cells;
    }
}
