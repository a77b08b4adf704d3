using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Reo.Ingestion.Usage;

/// <summary>The vendor's envelope of a 2xx: its code is a string.</summary>
internal sealed record Acceptance(
    [property: JsonPropertyName("response_code")] string ResponseCode,
    [property: JsonPropertyName("response")] string Response,
    [property: JsonPropertyName("status")] string Status);

/// <summary>The vendor's envelope of everything else: its code is a number.</summary>
internal sealed record Refusal(
    [property: JsonPropertyName("response_code")] int ResponseCode,
    [property: JsonPropertyName("response")] string Response,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("errors"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<FieldError>? Errors = null);

/// <summary>One thing that is wrong with a payload.</summary>
internal sealed record FieldError(
    [property: JsonPropertyName("field")] string Field,
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("message")] string Message);

/// <summary>An answer of the product API, ready to be sent.</summary>
internal sealed class Answer(int status, byte[] body) : IResult
{
    private const string RetryAfterSeconds = "1";

    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Answer Stored { get; } = Accepted(StatusCodes.Status200OK, "Data Uploaded", "success");

    public static Answer AuthenticationFailure { get; } = To(Reason.AuthenticationFailure.Problem());

    public static Answer Held(string activityType) =>
        Accepted(StatusCodes.Status202Accepted, Reason.NotConfigured.Problem(activityType).Message, "held");

    public static Answer To(Problem problem) => Refused(Reasons.StatusOf(problem.Reason), problem.Message, errors: null);

    /// <summary>The first problem in <c>response</c>, all of them in <c>errors</c>.</summary>
    public static Answer Invalid(IReadOnlyList<Problem> problems) => Refused(
        Reasons.StatusOf(problems[0].Reason),
        problems[0].Message,
        [.. problems.Select(problem => new FieldError(problem.Field, Reasons.CodeOf(problem.Reason), problem.Message))]);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        if (status == StatusCodes.Status503ServiceUnavailable)
            response.Headers.RetryAfter = RetryAfterSeconds;
        await response.Body.WriteAsync(body, httpContext.RequestAborted);
    }

    private static Answer Accepted(int status, string response, string outcome) =>
        new(status, JsonSerializer.SerializeToUtf8Bytes(new Acceptance($"{status}", response, outcome), _json));

    private static Answer Refused(int status, string response, FieldError[]? errors) =>
        new(status, JsonSerializer.SerializeToUtf8Bytes(new Refusal(status, response, "failure", errors), _json));
}
