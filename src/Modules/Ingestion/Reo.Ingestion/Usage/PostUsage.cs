using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Reo.Ingestion.Plan;
using Reo.Ingestion.Writing;

namespace Reo.Ingestion.Usage;

/// <summary>
/// <c>POST /api/product/usage</c> and <c>/api/product/aggregateusage</c>: authenticate, read, canonicalise, check against the plan, write,
/// answer.
/// </summary>
internal sealed class PostUsage(
    Admission admission,
    KnownPlans plans,
    DeveloperRates developers,
    UsageQueue queue,
    IngestionMeter meter,
    IOptions<IngestionOptions> options,
    TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var usage = routes.ServiceProvider.GetRequiredService<PostUsage>();
        routes.MapPost("/api/product/usage", http => usage.AnswerAsync(http, PayloadKind.Usage)).AllowAnonymous().ShortCircuit().DescribeUsage();
        routes.MapPost("/api/product/aggregateusage", http => usage.AnswerAsync(http, PayloadKind.Aggregated)).AllowAnonymous().ShortCircuit().DescribeAggregatedUsage();
    }

    private async Task AnswerAsync(HttpContext http, PayloadKind kind)
    {
        var answer = admission.Refuse(http.Request, out var tenantId) ?? await AnswerAsync(http.Request, tenantId, kind);
        meter.Answered(tenantId, answer);
        answer.WriteTo(http.Response);
    }

    private async ValueTask<Answer> AnswerAsync(HttpRequest request, string tenantId, PayloadKind kind)
    {
        if (RequestHeaders.Encoding(request.Headers) != "identity")
            return Answer.To(Reason.ContentEncoding.Problem());
        if (RequestHeaders.MediaType(request.Headers) != RequestHeaders.Json)
            return Answer.To(Reason.ContentType.Problem());
        if (await RequestBody.ReadAsync(request, options.Value.MaxBodyBytes) is not { } body)
            return Answer.To(Reason.BodyTooLarge.Problem("", options.Value.MaxBodyBytes));

        var judged = Canonicalise(body, kind);
        if (judged.Usage is not { } usage)
            return Answer.Invalid(judged.Problems);

        if (usage.UserId is not null && developers.Wait(UsageStreams.Of(tenantId, usage)) is { } wait)
            return Answer.To(developers.Problem(), Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)));

        var toWrite = plans.Allows(tenantId, usage.ActivityType) ? UsageToWrite.Recorded(tenantId, usage) : UsageToWrite.Held(tenantId, usage);
        return (await queue.WriteAsync(toWrite)) switch
        {
            Written.Stored when toWrite.IsHeld => Answer.Held(usage.ActivityType),
            Written.Stored or Written.Duplicate => Answer.Stored,
            Written.QueueFull => Answer.QueueFull,
            Written.StoreUnavailable => Answer.StoreUnavailable,
            _ => Answer.NotWritable,
        };
    }

    private Judged Canonicalise(RequestBody body, PayloadKind kind)
    {
        using (body)
        {
            return PostedBody.FindPayload(body.Bytes, out var payload) is { } problem
                ? new Judged(null, [problem])
                : UsagePayload.Read(payload, kind, options.Value.MaxEventBytes, clock.GetUtcNow());
        }
    }
}
