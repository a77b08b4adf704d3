using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace Reo.Host.Database;

/// <summary>A request that needs the database while it is away: 503, and when to try again. Service resumes with the next request after.</summary>
internal sealed class OutageAnswer : IExceptionHandler
{
    private const string RetryAfterSeconds = "1";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (!IsOutage(exception))
            return false;

        httpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
        await Results.Problem(
            statusCode: StatusCodes.Status503ServiceUnavailable,
            title: "Database unavailable",
            detail: "The database cannot be reached. Try again shortly.").ExecuteAsync(httpContext);
        return true;
    }

    private static bool IsOutage(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is NpgsqlException { IsTransient: true })
                return true;
        }

        return false;
    }
}
