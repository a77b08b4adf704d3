using Microsoft.CodeAnalysis.Diagnostics;

namespace Reo.Analyzers.Search;

/// <summary>What an .editorconfig says about one file.</summary>
internal sealed record FindOptions(bool ChecksJson, bool ChecksMemberNames, HashSet<string> AlsoAllowed)
{
    /// <summary>Whether JSON in strings is read; true by default.</summary>
    public const string CheckJson = "reo.check_json";

    /// <summary>Whether a member counts by the name ActivityType alone; true by default.</summary>
    public const string CheckMemberNames = "reo.check_member_names";

    /// <summary>Activity types that need no metric, separated by commas.</summary>
    public const string AllowedActivityTypes = "reo.allowed_activity_types";

    public static FindOptions Of(AnalyzerConfigOptions options) => new(
        IsOn(options, CheckJson),
        IsOn(options, CheckMemberNames),
        options.TryGetValue(AllowedActivityTypes, out var allowed) ? [.. allowed.Split(',').Select(key => key.Trim())] : []);

    private static bool IsOn(AnalyzerConfigOptions options, string name) =>
        !options.TryGetValue(name, out var value) || !string.Equals(value.Trim(), "false", StringComparison.OrdinalIgnoreCase);
}
