using System.ComponentModel;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Reo.Tenancy.Contracts;

namespace Reo.Metrics.Webhooks;

/// <param name="Url">An https address of the Internet.</param>
internal sealed record WebhookRequest(string? Url);

/// <param name="Secret">Checks the signatures; shown this once.</param>
internal sealed record NewWebhook(string Url, string Secret)
{
    public override string ToString() => Url;
}

/// <param name="Waiting">Posts that are due, or wait for a retry.</param>
/// <param name="Dead">Posts that no retry could deliver.</param>
internal sealed record Webhook(string Url, DateTimeOffset CreatedAt, long Waiting, long Dead);

/// <param name="Delivered">Whether the receiver answered 2xx.</param>
/// <param name="Status">What it answered; null when it did not.</param>
/// <param name="Error">Why it did not.</param>
internal sealed record WebhookTest(bool Delivered, int? Status, string? Error);

/// <param name="Id">As the header <c>webhook-id</c> has it.</param>
/// <param name="Type"><c>segment.entered</c> or <c>segment.left</c>.</param>
/// <param name="Member">The developer's id, or the company.</param>
/// <param name="State"><c>waiting</c>, <c>delivered</c> or <c>dead</c>.</param>
/// <param name="NextAt">When it is tried again; of others, when it was tried last.</param>
internal sealed record Delivery(
    string Id, string Type, string Member, DateTimeOffset OccurredAt, string State, int Attempts, DateTimeOffset NextAt, int? LastStatus, string? LastError);

/// <param name="Deliveries">At most 500, the last to change first.</param>
internal sealed record DeliveryList(IReadOnlyList<Delivery> Deliveries);

/// <param name="Retried">How many dead letters are tried again.</param>
internal sealed record RetriedDeliveries(int Retried);

/// <summary>The webhook of a segment; for Admins, because it takes data out of the tenant.</summary>
internal static class WebhookEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        const string Route = "/api/v1/segments/{segment_id}/webhook";
        Describe(routes.MapPut(Route, SetAsync))
            .WithName("SetWebhook")
            .WithSummary("Whoever enters or leaves the segment from now on is posted to this address; answers with a new secret")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        Describe(routes.MapGet(Route, ShowAsync)).WithName("ShowWebhook").WithSummary("Where a segment's changes are posted to, and what is still to be posted");
        Describe(routes.MapDelete(Route, DeleteAsync)).WithName("DeleteWebhook").WithSummary("Ends the posts, also those that wait");
        Describe(routes.MapPost($"{Route}/test", TestAsync)).WithName("TestWebhook").WithSummary("Posts a test at once, and says what the receiver answered");
        Describe(routes.MapGet($"{Route}/deliveries", ListAsync)).WithName("ListDeliveries").WithSummary("The last posts, and what became of them").ProducesProblem(StatusCodes.Status400BadRequest);
        Describe(routes.MapPost($"{Route}/deliveries/retry", RetryAsync)).WithName("RetryDeliveries").WithSummary("Tries all dead letters again");
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder route) => route
        .RequireAuthorization(Access.ManageTenant)
        .WithTags("Segments")
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<NewWebhook>, ProblemHttpResult>> SetAsync(
        [FromRoute(Name = "segment_id"), Description("As the list shows it")] string segmentId,
        WebhookRequest request, HttpContext http, ClaimsPrincipal caller, SegmentWebhooks webhooks, CancellationToken cancellation)
    {
        http.Response.Headers.CacheControl = "no-store";
        var (webhook, problem) = await webhooks.SetAsync(caller, segmentId, request.Url, cancellation);
        return webhook is null ? problem! : TypedResults.Ok(webhook);
    }

    private static async Task<Results<Ok<Webhook>, ProblemHttpResult>> ShowAsync(
        [FromRoute(Name = "segment_id"), Description("As the list shows it")] string segmentId,
        ClaimsPrincipal caller, SegmentWebhooks webhooks, CancellationToken cancellation)
    {
        var (webhook, problem) = await webhooks.FindAsync(caller, segmentId, cancellation);
        return webhook is null ? problem! : TypedResults.Ok(webhook);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        [FromRoute(Name = "segment_id"), Description("As the list shows it")] string segmentId,
        ClaimsPrincipal caller, SegmentWebhooks webhooks, CancellationToken cancellation) =>
        await webhooks.DeleteAsync(caller, segmentId, cancellation) is { } problem ? problem : TypedResults.NoContent();

    private static async Task<Results<Ok<WebhookTest>, ProblemHttpResult>> TestAsync(
        [FromRoute(Name = "segment_id"), Description("As the list shows it")] string segmentId,
        ClaimsPrincipal caller, SegmentWebhooks webhooks, CancellationToken cancellation)
    {
        var (test, problem) = await webhooks.TestAsync(caller, segmentId, cancellation);
        return test is null ? problem! : TypedResults.Ok(test);
    }

    private static async Task<Results<Ok<DeliveryList>, ProblemHttpResult>> ListAsync(
        [FromRoute(Name = "segment_id"), Description("As the list shows it")] string segmentId,
        [FromQuery, Description("waiting, delivered or dead alone")] string? state,
        ClaimsPrincipal caller, SegmentWebhooks webhooks, CancellationToken cancellation)
    {
        var (list, problem) = await webhooks.DeliveriesAsync(caller, segmentId, state, cancellation);
        return list is null ? problem! : TypedResults.Ok(list);
    }

    private static async Task<Results<Ok<RetriedDeliveries>, ProblemHttpResult>> RetryAsync(
        [FromRoute(Name = "segment_id"), Description("As the list shows it")] string segmentId,
        ClaimsPrincipal caller, SegmentWebhooks webhooks, CancellationToken cancellation)
    {
        var (retried, problem) = await webhooks.RetryAsync(caller, segmentId, cancellation);
        return problem is null ? TypedResults.Ok(new RetriedDeliveries(retried)) : problem;
    }
}
