using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Reo.Ingestion;

/// <summary>Every mistake of a caller of <c>/api/v1</c> that this module answers; the Product API has answers of its own.</summary>
internal static class Problems
{
    public static ProblemHttpResult NothingHeld => NotFound("Nothing held", "No event of the activity type waits. List what does with GET /api/v1/held-events.");

    public static ProblemHttpResult DeveloperUnknown => NotFound("Unknown developer", "Send `developer_id` as GET /api/v1/developers shows it, for example github/michaelbevan.");

    private static ProblemHttpResult NotFound(string title, string detail) =>
        TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, title: title, detail: detail);
}
