using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Reo.Metrics.Plan;

/// <summary>The plan's version as the ETag of everything that shows the plan.</summary>
internal static class PlanVersion
{
    public static string ETag(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    public static void Tag(HttpResponse response, long version) => response.Headers.ETag = ETag(version);

    /// <summary>The caller has this version already: <c>If-None-Match</c>.</summary>
    public static bool IsKnown(HttpRequest request, long version)
    {
        var current = new EntityTagHeaderValue(ETag(version));
        return request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(current, useStrongComparison: false));
    }

    /// <summary>
    /// The versions that a change is meant for: <c>If-Match</c>. Null for any. A tag that is no version of ours can never match.
    /// </summary>
    public static long[]? Meant(HttpRequest request)
    {
        if (request.Headers.IfMatch.Count == 0)
            return null;

        var tags = request.GetTypedHeaders().IfMatch;
        return tags.Contains(EntityTagHeaderValue.Any) ? null : [.. tags.Where(tag => !tag.IsWeak).Select(Version).OfType<long>()];
    }

    private static long? Version(EntityTagHeaderValue tag) =>
        long.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;
}
