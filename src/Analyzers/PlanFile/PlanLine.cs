namespace Reo.PlanFile;

internal enum PlanLineKind
{
    Blank,
    Comment,
    Header,
    Metric,
    Unreadable,
}

internal sealed class PlanLine(int number, int start, string text, string lineBreak)
{
    /// <summary>From 0.</summary>
    public int Number { get; } = number;

    /// <summary>Where the line begins in the text that was parsed, in UTF-16 code units; a byte order mark counts.</summary>
    public int Start { get; } = start;

    public string Text { get; } = text;

    /// <summary>CR LF, LF, CR, or nothing at the end of the file.</summary>
    public string Break { get; } = lineBreak;

    public PlanLineKind Kind { get; internal set; }

    public PlanHeader? Header { get; internal set; }

    public PlanMetric? Metric { get; internal set; }

    /// <summary>Where the key stands, when there is one.</summary>
    public PlanSpan KeySpan { get; internal set; }

    /// <summary>An earlier line has the same key, and that one counts.</summary>
    public bool IsRepeated { get; internal set; }

    /// <summary>The line without white space around it.</summary>
    public PlanSpan Span => Trimmed(Start, Start + Text.Length);

    public char At(int position) => Text[position - Start];

    public string Slice(PlanSpan span) => Text.Substring(span.Start - Start, span.Length);

    public string Slice(int start, int end) => Text.Substring(start - Start, Math.Max(0, end - start));

    public int SkipWhiteSpace(int start, int end)
    {
        while (start < end && char.IsWhiteSpace(At(start)))
            start++;
        return start;
    }

    public PlanSpan Trimmed(int start, int end)
    {
        start = SkipWhiteSpace(start, end);
        while (end > start && char.IsWhiteSpace(At(end - 1)))
            end--;
        return new PlanSpan(start, end - start);
    }
}
