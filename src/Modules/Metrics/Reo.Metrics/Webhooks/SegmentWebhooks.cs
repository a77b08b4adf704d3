using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Reo.Metrics.Segments;
using Reo.Tenancy.Contracts;

namespace Reo.Metrics.Webhooks;

/// <summary>What Admins do with the webhooks of segments that they may see.</summary>
internal sealed class SegmentWebhooks(
    NpgsqlDataSource database, WebhookSender sender, WebhookSecrets secrets, IOptions<WebhookOptions> options, TimeProvider clock)
{
    /// <summary>The segment's webhook from now on, with a new secret; or why not.</summary>
    public async Task<(NewWebhook? Webhook, ProblemHttpResult? Problem)> SetAsync(
        ClaimsPrincipal caller, string segmentId, string? address, CancellationToken cancellation)
    {
        if (await SaveSegment.FindAsync(database, caller, segmentId, cancellation) is not { } segment)
            return (null, Problems.SegmentUnknown);
        if (WebhookTarget.Read(address, options.Value.AllowPrivateTargets) is not { } url)
            return (null, Problems.WebhookNotUsable);

        var secret = WebhookSecrets.New();
        await using var command = Command(
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
        return (new NewWebhook(url.AbsoluteUri, secret), null);
    }

    public async Task<(Webhook? Webhook, ProblemHttpResult? Problem)> FindAsync(ClaimsPrincipal caller, string segmentId, CancellationToken cancellation)
    {
        if (await SaveSegment.FindAsync(database, caller, segmentId, cancellation) is not { } segment)
            return (null, Problems.SegmentUnknown);

        await using var command = Command(
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
            ? (new Webhook(row.GetString(0), row.GetFieldValue<DateTimeOffset>(1), row.GetInt64(2), row.GetInt64(3)), null)
            : (null, Problems.WebhookUnknown);
    }

    /// <summary>Null when there is none any more.</summary>
    public async Task<ProblemHttpResult?> DeleteAsync(ClaimsPrincipal caller, string segmentId, CancellationToken cancellation)
    {
        if (await SaveSegment.FindAsync(database, caller, segmentId, cancellation) is not { } segment)
            return Problems.SegmentUnknown;

        await using var command = Command(caller, segment, "delete from metrics.segment_webhooks where tenant_id = @tenant and segment_id = @segment");
        return await command.ExecuteNonQueryAsync(cancellation) == 0 ? Problems.WebhookUnknown : null;
    }

    /// <summary>What the receiver says to a test, or why none was posted.</summary>
    public async Task<(WebhookTest? Test, ProblemHttpResult? Problem)> TestAsync(ClaimsPrincipal caller, string segmentId, CancellationToken cancellation)
    {
        if (await SaveSegment.FindAsync(database, caller, segmentId, cancellation) is not { } segment)
            return (null, Problems.SegmentUnknown);

        string url, secret;
        await using (var command = Command(caller, segment, "select url, secret from metrics.segment_webhooks where tenant_id = @tenant and segment_id = @segment"))
        await using (var row = await command.ExecuteReaderAsync(cancellation))
        {
            if (!await row.ReadAsync(cancellation))
                return (null, Problems.WebhookUnknown);
            (url, secret) = (row.GetString(0), secrets.Decrypt(row.GetString(1)));
        }

        var body = WebhookBody.Write(
            WebhookBody.Test, clock.GetUtcNow(), segment.SegmentId, segment.Name, segment.Members, segment.Members == SegmentMembers.Companies ? "example.com" : "email/test@example.com");
        var outcome = await sender.PostAsync(url, secret, WebhookBody.IdOf(Guid.CreateVersion7()), body, cancellation);
        return (new WebhookTest(outcome.IsDelivered, outcome.Status, outcome.Error), null);
    }

    /// <param name="caller">Whose tenant it is.</param>
    /// <param name="segmentId">As the list of segments shows it.</param>
    /// <param name="state">Of these alone; null for all.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<(DeliveryList? List, ProblemHttpResult? Problem)> DeliveriesAsync(
        ClaimsPrincipal caller, string segmentId, string? state, CancellationToken cancellation)
    {
        if (await SaveSegment.FindAsync(database, caller, segmentId, cancellation) is not { } segment)
            return (null, Problems.SegmentUnknown);
        if (state is not (null or "waiting" or "delivered" or "dead"))
            return (null, Problems.DeliveryStateUnknown);

        await using var command = Command(
            caller,
            segment,
            """
            select delivery_id, type, member, occurred_at, state, attempts, next_at, last_status, last_error
            from metrics.webhook_deliveries
            where tenant_id = @tenant
                and segment_id = @segment
                and (@state is null or state = @state)
            order by next_at desc, delivery_id
            limit 500
            """);
        command.Parameters.AddWithValue("state", NpgsqlDbType.Text, (object?)state ?? DBNull.Value);
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

        return (new DeliveryList(deliveries), null);
    }

    /// <summary>How many dead letters are tried again.</summary>
    public async Task<(int Retried, ProblemHttpResult? Problem)> RetryAsync(ClaimsPrincipal caller, string segmentId, CancellationToken cancellation)
    {
        if (await SaveSegment.FindAsync(database, caller, segmentId, cancellation) is not { } segment)
            return (0, Problems.SegmentUnknown);

        await using var command = Command(
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
        return (await command.ExecuteNonQueryAsync(cancellation), null);
    }

    private NpgsqlCommand Command(ClaimsPrincipal caller, Segment segment, string sql)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue("tenant", caller.Tenant());
        command.Parameters.AddWithValue("segment", segment.SegmentId);
        return command;
    }
}
