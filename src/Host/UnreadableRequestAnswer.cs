using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;

namespace Reo.Host;

/// <summary>A request whose body or parameters are not of the form that the endpoint reads: what is wrong, and where.</summary>
internal sealed class UnreadableRequestAnswer : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not BadHttpRequestException unreadable)
            return false;

        await Results.Problem(
            statusCode: unreadable.StatusCode,
            title: "Request not readable",
            detail: $"{Explain(unreadable)} /openapi/v1.json describes what this endpoint takes.").ExecuteAsync(httpContext);
        return true;
    }

    /// <summary>A message of the serializer names our types; what follows the names is for the caller.</summary>
    private static string Explain(BadHttpRequestException unreadable)
    {
        if (unreadable.InnerException is not JsonException json)
            return unreadable.Message;

        const string missing = "including: ";
        var names = json.Message.IndexOf(missing, StringComparison.Ordinal);
        return names >= 0
            ? $"The body lacks {json.Message[(names + missing.Length)..]}"
            : $"The body cannot be read at {json.Path ?? "$"}, line {json.LineNumber + 1}.";
    }
}
