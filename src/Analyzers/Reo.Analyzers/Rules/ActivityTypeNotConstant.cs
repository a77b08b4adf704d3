using Microsoft.CodeAnalysis;
using Reo.Analyzers.Search;

namespace Reo.Analyzers;

/// <summary>REO0004</summary>
internal static class ActivityTypeNotConstant
{
    public static Diagnostic? Judge(ActivityTypeUse use) =>
        use.Key is null ? Diagnostic.Create(Rules.ActivityTypeNotConstant, use.Location) : null;
}
