using Marten;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Reo.Metrics.Reading;
using Reo.Metrics.Scores;
using Reo.Metrics.Segments;

namespace Reo.Metrics.Webhooks;

/// <summary>
/// Looks who is in the segments that have a webhook whenever that may have changed, and puts down a post for everybody who came or went
/// since. Then sends what is due. Any number of nodes may do so at once.
/// </summary>
internal sealed partial class SegmentWatch(
    NpgsqlDataSource database, IDocumentStore store, DueSegments due, WebhookDeliveries deliveries, IOptions<WebhookOptions> options,
    IHostApplicationLifetime host, TimeProvider clock, ILogger<SegmentWatch> log)
    : BackgroundService
{
    /// <summary>A segment that takes long to find is looked at less often: never is more than a tenth of the time spent on it.</summary>
    private const int PauseToLook = 9;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await StartedAsync(stoppingToken);
            while (true)
            {
                await Task.Delay(options.Value.WatchEvery, clock, stoppingToken);
                await OnceAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }

        await deliveries.EndedAsync();
    }

    /// <summary>Before the host has started, the tables may still be missing.</summary>
    private async Task StartedAsync(CancellationToken cancellation)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = host.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellation);
    }

    private async Task OnceAsync(CancellationToken cancellation)
    {
        try
        {
            foreach (var (tenantId, segment) in await due.FindAsync(cancellation))
                await LookAsync(tenantId, segment, cancellation);
            await deliveries.SendDueAsync(cancellation);
            await deliveries.ForgetOldAsync(cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            LogFailed(e);
        }
    }

    /// <summary>What stops one segment does not stop the others.</summary>
    private async Task LookAsync(string tenantId, Segment segment, CancellationToken cancellation)
    {
        try
        {
            var started = clock.GetTimestamp();
            await using var connection = await database.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await using var command = connection.CreateCommand();
            var query = new Query();
            var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
            command.CommandText = Sql(segment, today, query);
            query.Set("tenant", tenantId);
            query.Set("segment", segment.SegmentId);
            query.Set("now", clock.GetUtcNow());
            query.AddTo(command);
            command.Parameters.AddWithValue("filter", NpgsqlTypes.NpgsqlDbType.Jsonb, segment.Filter.Write());
            await ActivityScores.AddParametersAsync(command, store, tenantId, today, cancellation);
            await command.ExecuteNonQueryAsync(cancellation);
            await PauseAsync(connection, tenantId, segment, clock.GetElapsedTime(started) * PauseToLook, cancellation);
            await transaction.CommitAsync(cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            LogNotLooked(segment.SegmentId, tenantId, e);
        }
    }

    private async Task PauseAsync(NpgsqlConnection connection, string tenantId, Segment segment, TimeSpan pause, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "update metrics.segment_webhooks set look_after = $3 where tenant_id = $1 and segment_id = $2", connection)
        {
            Parameters = { new() { Value = tenantId }, new() { Value = segment.SegmentId }, new() { Value = clock.GetUtcNow() + pause } },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>
    /// The webhook's row is locked, or another node has it and nothing is done. When it was not looked at by this filter before, nobody came
    /// or went: whoever is in it now is what changes count from.
    /// </summary>
    private static string Sql(Segment segment, DateOnly today, Query query) =>
        $"""
        with webhook as materialized (
            select tenant_id, segment_id, watched_filter is not distinct from @filter as is_same
            from metrics.segment_webhooks
            where tenant_id = @tenant
                and segment_id = @segment
            for update skip locked
        ),
        found as materialized (
            {segment.Filter.Sql(segment.Members, today, query, columns: "", withScore: false)}
        ),
        entered as (
            insert into metrics.segment_members (tenant_id, segment_id, member)
            select webhook.tenant_id, webhook.segment_id, found.member
            from webhook
            cross join found
            on conflict do nothing
            returning member
        ),
        gone as (
            delete from metrics.segment_members known
            using webhook
            where known.tenant_id = webhook.tenant_id
                and known.segment_id = webhook.segment_id
                and not exists (select from found where found.member = known.member)
            returning member
        ),
        watched as (
            update metrics.segment_webhooks known
            set watched_filter = @filter, is_due = false, looked_at = @now
            from webhook
            where known.tenant_id = webhook.tenant_id
                and known.segment_id = webhook.segment_id
        )
        insert into metrics.webhook_deliveries (tenant_id, delivery_id, segment_id, type, member, occurred_at, state, attempts, next_at)
        select webhook.tenant_id, gen_random_uuid(), webhook.segment_id, change.type, change.member, @now, 'waiting', 0, @now
        from webhook
        join (
            select '{WebhookBody.Entered}' as type, member from entered
            union all
            select '{WebhookBody.Left}', member from gone
        ) change on webhook.is_same
        """;

    [LoggerMessage(LogLevel.Warning, "Webhooks were not looked after; the next round does")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(LogLevel.Warning, "Segment {SegmentId} of tenant {TenantId} was not looked at; the next round does")]
    private partial void LogNotLooked(Guid segmentId, string tenantId, Exception exception);
}
