using System.Collections.Immutable;
using Reo.Analyzers.Search;

namespace Reo.Analyzers;

/// <summary>What a diagnostic tells its fixes.</summary>
internal static class Properties
{
    /// <summary>The activity type as it is written.</summary>
    public const string Key = nameof(Key);

    /// <summary>The configured one to put in its place.</summary>
    public const string Replacement = nameof(Replacement);

    /// <summary>Present when the location is that of an expression, and not of a part of a string.</summary>
    public const string IsExpression = nameof(IsExpression);

    public static ImmutableDictionary<string, string?> Of(ActivityTypeUse use, string? replacement)
    {
        var properties = ImmutableDictionary<string, string?>.Empty.Add(Key, use.Key);
        if (replacement is not null)
            properties = properties.Add(Replacement, replacement);
        return use.IsExpression ? properties.Add(IsExpression, "") : properties;
    }
}
