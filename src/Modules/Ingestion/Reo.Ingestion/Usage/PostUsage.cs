using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Reo.Ingestion.ApiKeys;
using Reo.Ingestion.Contracts;
using Reo.Ingestion.Plan;
using Reo.Ingestion.Writing;

namespace Reo.Ingestion.Usage;

/// <summary><c>POST /api/product/usage</c>: authenticate, read, canonicalise, check against the plan, write, answer.</summary>
internal sealed class PostUsage(KnownApiKeys keys, KnownPlans plans, UsageQueue queue, IOptions<IngestionOptions> options, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/api/product/usage", (HttpContext http, PostUsage usage) => usage.AnswerAsync(http.Request, http.RequestAborted))
        .WithUsageDescription();

    private async Task<Answer> AnswerAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (Authenticate(request) is not { } tenantId)
            return Answer.AuthenticationFailure;

        if (RequestBody.RefusalOf(request.Headers) is { } refusal)
            return Answer.To(refusal.Problem());
        if (await RequestBody.ReadAsync(request, options.Value.MaxBodyBytes, cancellation) is not { } body)
            return Answer.To(Reason.BodyTooLarge.Problem("", options.Value.MaxBodyBytes));

        var (usage, problems) = Canonicalise(body);
        if (usage is null)
            return Answer.Invalid(problems);

        var isAllowed = plans.Allows(tenantId, usage.ActivityType);
        var toWrite = isAllowed ? UsageToWrite.Recorded(tenantId, usage) : UsageToWrite.Held(tenantId, usage);

        return (await queue.WriteAsync([toWrite], cancellation))[0] switch
        {
            Written.Stored or Written.Duplicate => isAllowed ? Answer.Stored : Answer.Held(usage.ActivityType),
            Written.QueueFull => Answer.To(Reason.QueueFull.Problem()),
            Written.StoreUnavailable => Answer.To(Reason.StoreUnavailable.Problem()),
            _ => Answer.To(Reason.NotWritable.Problem()),
        };
    }

    private string? Authenticate(HttpRequest request) =>
        request.Headers["X-API-KEY"] is [{ } presented] ? keys.TenantOf(presented) : null;

    private (UsageRecorded? Usage, IReadOnlyList<Problem> Problems) Canonicalise(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = options.Value.MaxBodyBytes });
            return PayloadOf(json.RootElement) is { } payload
                ? UsagePayload.Read(payload, options.Value.MaxEventBytes, clock.GetUtcNow())
                : (null, [Reason.PayloadMissing.Problem("payload")]);
        }
        catch (JsonException e)
        {
            return (null, [Reason.MalformedJson.Problem("", e.LineNumber + 1 ?? 0, e.BytePositionInLine + 1 ?? 0)]);
        }
    }

    /// <summary>The one object named payload; what stands beside it is not the contract's, and not read.</summary>
    private static JsonElement? PayloadOf(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
            return null;

        JsonElement[] payloads = [.. body.EnumerateObject().Where(member => member.NameEquals("payload"u8)).Select(member => member.Value)];
        return payloads is [{ ValueKind: JsonValueKind.Object } payload] ? payload : null;
    }
}
