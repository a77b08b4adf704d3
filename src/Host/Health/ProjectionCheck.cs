using System.Collections.Concurrent;
using JasperFx.Events.Daemon;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Reo.Host.Health;

/// <summary>
/// The projections run, here or on another node: none is paused by an error on this one, and none stands still while there are newer
/// events. The high-water mark stands among them, because a mark that stands still hides every lag behind it. While the views of a new version
/// are built, the old ones may stand still.
/// </summary>
internal sealed class ProjectionCheck(NpgsqlDataSource database, IProjectionCoordinator coordinator, TimeProvider clock, IConfiguration configuration)
    : IHealthCheck
{
    private readonly TimeSpan _patience = TimeSpan.FromSeconds(configuration.GetValue("Health:ProjectionPatienceSeconds", 15));
    private readonly ConcurrentDictionary<string, (long Sequence, DateTimeOffset Since)> _behind = new();

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (coordinator.DaemonForMainDatabase().HasAnyPaused())
            return HealthCheckResult.Unhealthy("A projection is paused by an error; the log says which");

        try
        {
            var stuck = await StuckAsync(cancellationToken);
            return stuck is null
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"{stuck} stands still while there are newer events");
        }
        catch (NpgsqlException)
        {
            return HealthCheckResult.Unhealthy("The database cannot be reached");
        }
    }

    private async Task<string?> StuckAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select name, last_seq_id, (select coalesce(max(seq_id), 0) from app.mt_events)
            from app.mt_event_progression
            where (name = 'HighWaterMark' or name like '%:All')
                and not exists (select from metrics.rebuilds where status = 'running' and started_by like 'version %')
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        string? stuck = null;
        while (await reader.ReadAsync(cancellation))
        {
            var (name, sequence, newest) = (reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2));
            if (sequence >= newest)
                _behind.TryRemove(name, out _);
            else if (IsStuck(name, sequence))
                stuck ??= name;
        }

        return stuck;
    }

    private bool IsStuck(string name, long sequence)
    {
        var now = clock.GetUtcNow();
        var (_, since) = _behind.AddOrUpdate(
            name, (sequence, now), (_, before) => before.Sequence == sequence ? before : (sequence, now));
        return now - since >= _patience;
    }
}
