using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Reo.Metrics.Plan;

/// <summary>The plan was changed, or was so already.</summary>
/// <param name="Version">The plan's version now, which is the ETag too.</param>
internal sealed record PlanChange(long Version)
{
    public static Results<Ok<PlanChange>, ProblemHttpResult> Answer(PlanAnswer answer, HttpResponse response)
    {
        PlanVersion.Tag(response, answer.Version);
        return answer.Problem is { } problem ? Problems.Of(problem) : TypedResults.Ok(new PlanChange(answer.Version));
    }
}

internal static class MetricKeys
{
    /// <summary>A route decodes everything but the slash.</summary>
    public static string FromRoute(string key) => key.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
