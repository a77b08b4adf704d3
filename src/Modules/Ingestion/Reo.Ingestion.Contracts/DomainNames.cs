using System.Globalization;

namespace Reo.Ingestion.Contracts;

public static class DomainNames
{
    private const int Longest = 253;
    private const int LongestLabel = 63;

    private static readonly IdnMapping _idn = new() { AllowUnassigned = true };

    /// <summary>
    /// A host name in lower case and in ASCII (<c>münchen.example</c> is <c>xn--mnchen-3ya.example</c>), without the dot of the root; or
    /// null. An address or a URL is none.
    /// </summary>
    public static string? Canonical(string posted)
    {
        var name = posted.Trim();
        if (name.EndsWith('.'))
            name = name[..^1];
        name = Ascii(name);

        var labels = name.Split('.');
        return name.Length <= Longest && labels.Length > 1 && labels.All(IsLabel) && !labels[^1].All(char.IsAsciiDigit) ? name : null;
    }

    /// <summary>In lower case and in ASCII, where the name has such a form.</summary>
    internal static string Ascii(string name)
    {
        var lower = name.ToLowerInvariant();
        if (System.Text.Ascii.IsValid(lower))
            return lower;

        try
        {
            return _idn.GetAscii(lower).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return lower;
        }
    }

    private static bool IsLabel(string label) =>
        label.Length is >= 1 and <= LongestLabel
        && label[0] != '-' && label[^1] != '-'
        && label.All(c => char.IsLetterOrDigit(c) || c is '-' or '_');
}
