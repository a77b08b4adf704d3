using System.ComponentModel;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Npgsql;
using Reo.Metrics.Segments;
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
        WebhookRequest request, HttpContext http, ClaimsPrincipal caller, NpgsqlDataSource database, WebhookSecrets secrets,
        IOptions<WebhookOptions> options, TimeProvider clock, CancellationToken cancellation)
    {
        if (await SaveSegment.FindAsync(database, caller, segmentId, cancellation) is not { } segment)
            return Problems.SegmentUnknown;
        if (WebhookTarget.Read(request.Url, options.Value.AllowPrivateTargets) is not { } url)
            return Problems.WebhookNotUsable;

        var secret = WebhookSecrets.New();
        await using var command = Command(
            database,
            caller,
            segment,
            $"""
            insert into metrics.segment_webhooks as known (tenant_id, segment_id, url, secret, created_at, followed_to)
            values (@tenant, @segment, @url, @secret, @now, {DueSegments.FollowedToNow})
            on conflict (tenant_id, segment_id) do update set url = excluded.url, secret = excluded.secret, created_at = excluded.created_at
            """);
        command.Parameters.AddWithValue("url", url.AbsoluteUri);
        command.Parameters.AddWithValue("secret", secrets.Encrypt(secret));
        command.Parameters.AddWithValue("now", clock.GetUtcNow());
        await command.ExecuteNonQueryAsync(cancellation);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new NewWebhook(url.AbsoluteUri, secret));
    }

    private static async Task<Results<Ok<Webhook>, ProblemHttpResult>> ShowAsync(
        [FromRoute(Name = "segment_id"), Description("As the list shows it")] string segmentId,
        ClaimsPrincipal caller, NpgsqlDataSource database, CancellationToken cancellation)
    {
        if (await SaveSegment.FindAsync(database, caller, segmentId, cancellation) is not { } segment)
            return Problems.SegmentUnknown;

        await using var command = Command(
            database,
            caller,
            segment,
            """
            select
                url,
                created_at,
                count(delivery_id) filter (where state = 'waiting'),
                count(delivery_id) filter (where state = 'dead')
            from metrics.segment_webhooks
            left join metrics.webhook_deliveries using (tenant_id, segment_id)
            where tenant_id = @tenant
                and segment_id = @segment
            group by url, created_at
            """);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation)
            ? TypedResults.Ok(new Webhook(row.GetString(0), row.GetFieldValue<DateTimeOffset>(1), row.GetInt64(2), row.GetInt64(3)))
            : Problems.WebhookUnknown;
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        [FromRoute(Name = "segment_id"), Description("As the list shows it")] string segmentId,
        ClaimsPrincipal caller, NpgsqlDataSource database, CancellationToken cancellation)
    {
        if (await SaveSegment.FindAsync(database, caller, segmentId, cancellation) is not { } segment)
            return Problems.SegmentUnknown;

        await using var command = Command(database, caller, segment, "delete from metrics.segment_webhooks where tenant_id = @tenant and segment_id = @segment");
        return await command.ExecuteNonQueryAsync(cancellation) == 0 ? Problems.WebhookUnknown : TypedResults.NoContent();
    }

    private static async Task<Results<Ok<WebhookTest>, ProblemHttpResult>> TestAsync(
        [FromRoute(Name = "segment_id"), Description("As the list shows it")] string segmentId,
        ClaimsPrincipal caller, NpgsqlDataSource database, WebhookSender sender, WebhookSecrets secrets, TimeProvider clock, CancellationToken cancellation)
    {
        if (await SaveSegment.FindAsync(database, caller, segmentId, cancellation) is not { } segment)
            return Problems.SegmentUnknown;

        string url, secret;
        await using (var command = Command(database, caller, segment, "select url, secret from metrics.segment_webhooks where tenant_id = @tenant and segment_id = @segment"))
        await using (var row = await command.ExecuteReaderAsync(cancellation))
        {
            if (!await row.ReadAsync(cancellation))
                return Problems.WebhookUnknown;
            (url, secret) = (row.GetString(0), secrets.Decrypt(row.GetString(1)));
        }

        var body = WebhookBody.Write(
            WebhookBody.Test, clock.GetUtcNow(), segment.SegmentId, segment.Name, segment.Members, segment.Members == SegmentMembers.Companies ? "example.com" : "email/test@example.com");
        var outcome = await sender.PostAsync(url, secret, WebhookBody.IdOf(Guid.CreateVersion7()), body, cancellation);
        return TypedResults.Ok(new WebhookTest(outcome.IsDelivered, outcome.Status, outcome.Error));
    }

    private static async Task<Results<Ok<DeliveryList>, ProblemHttpResult>> ListAsync(
        [FromRoute(Name = "segment_id"), Description("As the list shows it")] string segmentId,
        [FromQuery, Description("waiting, delivered or dead alone")] string? state,
        ClaimsPrincipal caller, NpgsqlDataSource database, CancellationToken cancellation)
    {
        if (await SaveSegment.FindAsync(database, caller, segmentId, cancellation) is not { } segment)
            return Problems.SegmentUnknown;
        if (state is not (null or "waiting" or "delivered" or "dead"))
            return Problems.DeliveryStateUnknown;

        await using var command = Command(
            database,
            caller,
            segment,
            $"""
            select delivery_id, type, member, occurred_at, state, attempts, next_at, last_status, last_error
            from metrics.webhook_deliveries
            where tenant_id = @tenant
                and segment_id = @segment
                {(state is null ? "" : "and state = @state")}
            order by next_at desc, delivery_id
            limit 500
            """);
        if (state is not null)
            command.Parameters.AddWithValue("state", state);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var deliveries = new List<Delivery>();
        while (await row.ReadAsync(cancellation))
        {
            deliveries.Add(new Delivery(
                WebhookBody.IdOf(row.GetGuid(0)),
                row.GetString(1),
                row.GetString(2),
                row.GetFieldValue<DateTimeOffset>(3),
                row.GetString(4),
                row.GetInt32(5),
                row.GetFieldValue<DateTimeOffset>(6),
                row.IsDBNull(7) ? null : row.GetInt32(7),
                row.IsDBNull(8) ? null : row.GetString(8)));
        }

        return TypedResults.Ok(new DeliveryList(deliveries));
    }

    private static async Task<Results<Ok<RetriedDeliveries>, ProblemHttpResult>> RetryAsync(
        [FromRoute(Name = "segment_id"), Description("As the list shows it")] string segmentId,
        ClaimsPrincipal caller, NpgsqlDataSource database, TimeProvider clock, CancellationToken cancellation)
    {
        if (await SaveSegment.FindAsync(database, caller, segmentId, cancellation) is not { } segment)
            return Problems.SegmentUnknown;

        await using var command = Command(
            database,
            caller,
            segment,
            """
            update metrics.webhook_deliveries
            set state = 'waiting', attempts = 0, next_at = @now
            where tenant_id = @tenant
                and segment_id = @segment
                and state = 'dead'
            """);
        command.Parameters.AddWithValue("now", clock.GetUtcNow());
        return TypedResults.Ok(new RetriedDeliveries(await command.ExecuteNonQueryAsync(cancellation)));
    }

    private static NpgsqlCommand Command(NpgsqlDataSource database, ClaimsPrincipal caller, Segment segment, string sql)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue("tenant", caller.Tenant());
        command.Parameters.AddWithValue("segment", segment.SegmentId);
        return command;
    }
}
