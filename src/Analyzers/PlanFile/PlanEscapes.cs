using System.Globalization;
using System.Text;

namespace Reo.PlanFile;

/// <summary>What escapes in a line mean.</summary>
internal static class PlanEscapes
{
    /// <summary>The text that stands there; where an escape is none, it stays as it is.</summary>
    public static string Read(PlanLine line, PlanSpan span, List<PlanProblem> problems)
    {
        var raw = line.Slice(span);
        if (raw.IndexOf('\\') < 0)
            return raw;

        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length;)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i++]);
            }
            else if (Meaning(raw, i) is var (unit, length))
            {
                text.Append(unit);
                i += length;
            }
            else
            {
                var wrong = raw.Substring(i, Math.Min(2, raw.Length - i));
                text.Append(wrong);
                problems.Add(new PlanProblem(PlanProblemKind.Broken, line, new PlanSpan(span.Start + i, wrong.Length),
                    $@"'{wrong}' is not an escape. Write '\\' for a backslash; '\|', '\#', '\s', '\n', '\r', '\t' and '\u0000' are the others"));
                i += wrong.Length;
            }
        }

        return text.ToString();
    }

    private static (char Unit, int Length)? Meaning(string raw, int backslash) => (backslash + 1 < raw.Length ? raw[backslash + 1] : '\0') switch
    {
        '\\' => ('\\', 2),
        '|' => ('|', 2),
        '#' => ('#', 2),
        's' => (' ', 2),
        'n' => ('\n', 2),
        'r' => ('\r', 2),
        't' => ('\t', 2),
        'u' when backslash + 6 <= raw.Length
            && ushort.TryParse(raw.Substring(backslash + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) => ((char)unit, 6),
        _ => null,
    };
}
