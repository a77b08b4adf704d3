namespace Reo.Ingestion.Usage;

internal static class DomainNames
{
    private const int Longest = 253;
    private const int LongestLabel = 63;

    /// <summary>A host name in lower case, without the dot of the root; or null. An address or a URL is none.</summary>
    public static string? Canonical(string posted)
    {
        var name = posted.Trim().ToLowerInvariant();
        if (name.EndsWith('.'))
            name = name[..^1];

        var labels = name.Split('.');
        return name.Length <= Longest && labels.Length > 1 && labels.All(IsLabel) && !labels[^1].All(char.IsAsciiDigit) ? name : null;
    }

    private static bool IsLabel(string label) =>
        label.Length is >= 1 and <= LongestLabel
        && label[0] != '-' && label[^1] != '-'
        && label.All(c => char.IsLetterOrDigit(c) || c is '-' or '_');
}
