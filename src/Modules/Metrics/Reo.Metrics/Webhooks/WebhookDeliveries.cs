using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Reo.Metrics.Segments;

namespace Reo.Metrics.Webhooks;

/// <summary>
/// Sends what is due, again until it is taken or dead: at least once, with the same id each time. Each webhook has a sender of its own while
/// it has posts that are due, so that nobody waits for another's receiver.
/// </summary>
internal sealed partial class WebhookDeliveries(
    NpgsqlDataSource database, WebhookSender sender, WebhookSecrets secrets, IOptions<WebhookOptions> options, TimeProvider clock,
    ILogger<WebhookDeliveries> log)
{
    private const int AtOnce = 16;
    private const int MostSenders = 64;

    private readonly Dictionary<(string TenantId, Guid SegmentId), Task> _senders = [];

    /// <summary>Longer than a receiver may take. A node that dies in the middle leaves its posts to others after that.</summary>
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan _keep = TimeSpan.FromDays(30);

    /// <summary>Does not wait until it is sent. To be called by one alone.</summary>
    public async Task SendDueAsync(CancellationToken cancellation)
    {
        foreach (var over in _senders.Where(sender => sender.Value.IsCompleted).Select(sender => sender.Key).ToList())
            _senders.Remove(over);

        await using var command = database.CreateCommand(
            "select distinct tenant_id, segment_id from metrics.webhook_deliveries where state = 'waiting' and next_at <= $1");
        command.Parameters.AddWithValue(clock.GetUtcNow());
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (_senders.Count < MostSenders && await row.ReadAsync(cancellation))
        {
            var (tenantId, segmentId) = (row.GetString(0), row.GetGuid(1));
            if (!_senders.ContainsKey((tenantId, segmentId)))
                _senders.Add((tenantId, segmentId), SendAllAsync(tenantId, segmentId, cancellation));
        }
    }

    /// <summary>Returns when nothing is being sent, after a cancellation.</summary>
    public Task EndedAsync() => Task.WhenAll(_senders.Values);

    public async Task ForgetOldAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("delete from metrics.webhook_deliveries where state <> 'waiting' and next_at < $1");
        command.Parameters.AddWithValue(clock.GetUtcNow() - _keep);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task SendAllAsync(string tenantId, Guid segmentId, CancellationToken cancellation)
    {
        try
        {
            while (await TakeAsync(tenantId, segmentId, cancellation) is { Count: > 0 } due)
                await Task.WhenAll(due.Select(delivery => SendAsync(delivery, cancellation)));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            LogFailed(segmentId, tenantId, e);
        }
    }

    private async Task<List<Due>> TakeAsync(string tenantId, Guid segmentId, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            with due as (
                select tenant_id, delivery_id
                from metrics.webhook_deliveries
                where tenant_id = @tenant
                    and segment_id = @segment
                    and state = 'waiting'
                    and next_at <= @now
                order by next_at
                limit @most
                for update skip locked
            )
            update metrics.webhook_deliveries delivery
            set next_at = @lease, attempts = attempts + 1
            from due, metrics.segment_webhooks webhook, metrics.segments segment
            where delivery.tenant_id = due.tenant_id
                and delivery.delivery_id = due.delivery_id
                and webhook.tenant_id = delivery.tenant_id
                and webhook.segment_id = delivery.segment_id
                and segment.tenant_id = delivery.tenant_id
                and segment.segment_id = delivery.segment_id
            returning
                delivery.tenant_id, delivery.delivery_id, delivery.attempts, webhook.url, webhook.secret, delivery.type, delivery.occurred_at,
                delivery.segment_id, segment.name, segment.members, delivery.member
            """);
        command.Parameters.AddWithValue("tenant", tenantId);
        command.Parameters.AddWithValue("segment", segmentId);
        command.Parameters.AddWithValue("now", clock.GetUtcNow());
        command.Parameters.AddWithValue("lease", clock.GetUtcNow() + _lease);
        command.Parameters.AddWithValue("most", AtOnce);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var due = new List<Due>();
        while (await row.ReadAsync(cancellation))
        {
            due.Add(new Due(
                row.GetString(0),
                row.GetGuid(1),
                row.GetInt32(2),
                row.GetString(3),
                row.GetString(4),
                WebhookBody.Write(
                    row.GetString(5), row.GetFieldValue<DateTimeOffset>(6), row.GetGuid(7), row.GetString(8), Segment.MembersOf(row.GetString(9))!.Value, row.GetString(10))));
        }

        return due;
    }

    private async Task SendAsync(Due due, CancellationToken cancellation)
    {
        var outcome = await sender.PostAsync(due.Url, secrets.Decrypt(due.Secret), WebhookBody.IdOf(due.DeliveryId), due.Body, cancellation);
        var retries = options.Value.Retries;
        var (state, next) = outcome.IsDelivered ? ("delivered", TimeSpan.Zero)
            : due.Attempts > retries.Length ? ("dead", TimeSpan.Zero)
            : ("waiting", retries[due.Attempts - 1]);
        await using var command = database.CreateCommand(
            """
            update metrics.webhook_deliveries
            set state = @state, next_at = @next, last_status = @status, last_error = @error
            where tenant_id = @tenant
                and delivery_id = @delivery
            """);
        command.Parameters.AddWithValue("tenant", due.TenantId);
        command.Parameters.AddWithValue("delivery", due.DeliveryId);
        command.Parameters.AddWithValue("state", state);
        command.Parameters.AddWithValue("next", clock.GetUtcNow() + next);
        command.Parameters.AddWithValue("status", NpgsqlDbType.Integer, (object?)outcome.Status ?? DBNull.Value);
        command.Parameters.AddWithValue("error", NpgsqlDbType.Text, (object?)outcome.Error ?? DBNull.Value);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    [LoggerMessage(LogLevel.Warning, "Posts of segment {SegmentId} of tenant {TenantId} were not sent; the next round goes on")]
    private partial void LogFailed(Guid segmentId, string tenantId, Exception exception);

    private sealed record Due(string TenantId, Guid DeliveryId, int Attempts, string Url, string Secret, string Body);
}
