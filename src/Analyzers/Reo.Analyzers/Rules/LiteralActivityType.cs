using Microsoft.CodeAnalysis;
using Reo.Analyzers.Generation;
using Reo.Analyzers.Search;

namespace Reo.Analyzers;

/// <summary>REO0011</summary>
internal static class LiteralActivityType
{
    public static Diagnostic? Judge(ActivityTypeUse use, GeneratedConstants constants) =>
        use is { IsLiteral: true, Key: { } key } && constants.NameOf(key) is { } name
            ? Diagnostic.Create(Rules.LiteralActivityType, use.Location, Properties.Of(use, key), key, name)
            : null;
}
