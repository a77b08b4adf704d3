using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Reo.Metrics;

/// <summary>Every mistake of a caller that this module answers.</summary>
internal static class Problems
{
    public static ProblemHttpResult CursorNotOurs => BadRequest("Unknown cursor", "Send `after` as the `next` of the page before, unchanged, or not at all.");

    public static ProblemHttpResult LimitOutOfRange(int most) => BadRequest("Limit out of range", $"Send `limit` between 1 and {most}.");

    private static ProblemHttpResult BadRequest(string title, string detail) =>
        TypedResults.Problem(statusCode: StatusCodes.Status400BadRequest, title: title, detail: detail);
}
