using System.Globalization;
using System.Text;

namespace Reo.PlanFile;

/// <summary>Metrics and headers as lines, with every escape that they need.</summary>
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
