using System.Text;

namespace Reo.Metrics.Plan;

/// <summary>What people may write into a plan: nothing that PostgreSQL, UTF-8 or a line of the plan file cannot hold.</summary>
internal static class PlanTexts
{
    public static bool IsLine(string text, int longest) => text.Length <= longest && !text.Any(char.IsControl) && IsUnicode(text);

    public static bool IsText(string text, int longest) =>
        text.Length <= longest && !text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) && IsUnicode(text);

    /// <summary>Half of a surrogate pair is no character.</summary>
    private static bool IsUnicode(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!Rune.TryGetRuneAt(text, i, out _))
                return false;
            i++;
        }

        return true;
    }
}
