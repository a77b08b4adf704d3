using System.Buffers;
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

/// <summary>What became of a batch. Each of its events is counted in one of the four.</summary>
internal sealed record BatchOutcome(
    [property: JsonPropertyName("response_code")] string ResponseCode,
    [property: JsonPropertyName("response")] string Response,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("accepted")] int Accepted,
    [property: JsonPropertyName("duplicates")] int Duplicates,
    [property: JsonPropertyName("held")] int Held,
    [property: JsonPropertyName("failed")] IReadOnlyList<FailedEvent> Failed);

/// <summary>An event of a batch that was not stored; <c>index</c> counts from 0.</summary>
internal sealed record FailedEvent(
    [property: JsonPropertyName("index")] int Index,
    [property: JsonPropertyName("event_id")] string? EventId,
    [property: JsonPropertyName("field")] string Field,
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("message")] string Message);

/// <summary>An answer of the product API, ready to be sent.</summary>
internal sealed class Answer(int status, byte[] body, Reason? reason = null, int? retryAfterSeconds = null)
{
    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string? _retryAfter = retryAfterSeconds is { } seconds ? $"{seconds}" : null;

    public static Answer Stored { get; } = Accepted(StatusCodes.Status200OK, "Data Uploaded", "success");

    public static Answer AuthenticationFailure { get; } = To(Usage.Reason.AuthenticationFailure.Problem());

    public static Answer QueueFull { get; } = To(Usage.Reason.QueueFull.Problem(), retryAfterSeconds: 1);

    public static Answer StoreUnavailable { get; } = To(Usage.Reason.StoreUnavailable.Problem(), retryAfterSeconds: 1);

    public static Answer NotWritable { get; } = To(Usage.Reason.NotWritable.Problem());

    public int Status => status;

    public ReadOnlyMemory<byte> Body => body;

    /// <summary>Why everything in the request was refused; null when not everything was.</summary>
    public Reason? Reason => reason;

    public static Answer Held(string activityType) =>
        Accepted(StatusCodes.Status202Accepted, Usage.Reason.NotConfigured.Problem(activityType).Message, "held");

    public static Answer To(Problem problem, int? retryAfterSeconds = null) =>
        Refused(problem, errors: null, retryAfterSeconds);

    /// <summary>The first problem in <c>response</c>, all of them in <c>errors</c>.</summary>
    public static Answer Invalid(IReadOnlyList<Problem> problems) => Refused(
        problems[0],
        [.. problems.Select(problem => new FieldError(problem.Field, Reasons.CodeOf(problem.Reason), problem.Message))]);

    public static Answer Batch(int accepted, int duplicates, int held, IReadOnlyList<FailedEvent> failed) => new(
        StatusCodes.Status200OK,
        JsonSerializer.SerializeToUtf8Bytes(
            new BatchOutcome(
                "200",
                failed.Count == 0 ? "Data Uploaded" : $"{failed.Count} of {accepted + duplicates + held + failed.Count} events were not stored: see failed",
                failed.Count == 0 ? "success" : "partial",
                accepted, duplicates, held, failed),
            _json));

    public void WriteTo(HttpResponse response)
    {
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        if (_retryAfter is not null)
            response.Headers.RetryAfter = _retryAfter;
        response.BodyWriter.Write(body);
    }

    private static Answer Accepted(int status, string response, string outcome) =>
        new(status, JsonSerializer.SerializeToUtf8Bytes(new Acceptance($"{status}", response, outcome), _json));

    private static Answer Refused(Problem first, FieldError[]? errors, int? retryAfterSeconds = null)
    {
        var status = Reasons.StatusOf(first.Reason);
        return new(
            status,
            JsonSerializer.SerializeToUtf8Bytes(new Refusal(status, first.Message, "failure", errors), _json),
            first.Reason,
            retryAfterSeconds);
    }
}
