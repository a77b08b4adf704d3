using System.Diagnostics.Metrics;
using Npgsql;

namespace Reo.Host.Telemetry;

/// <summary>How far each projection is behind the newest event, for whoever listens to the meter <c>Reo.Projections</c>.</summary>
internal sealed partial class ProjectionLag : BackgroundService
{
    private static readonly TimeSpan _every = TimeSpan.FromSeconds(5);

    private readonly NpgsqlDataSource _database;
    private readonly IHostApplicationLifetime _host;
    private readonly TimeProvider _clock;
    private readonly ILogger<ProjectionLag> _log;
    private volatile IReadOnlyList<Lag> _lags = [];

    public ProjectionLag(
        IMeterFactory meters, NpgsqlDataSource database, IHostApplicationLifetime host, TimeProvider clock, ILogger<ProjectionLag> log)
    {
        (_database, _host, _clock, _log) = (database, host, clock, log);
        var meter = meters.Create("Reo.Projections");
        meter.CreateObservableGauge(
            "reo.projections.lag", () => _lags.Select(lag => new Measurement<long>(lag.Events, lag.Tag)), "{event}", "Events that are not in the view yet");
        meter.CreateObservableGauge(
            "reo.projections.lag.duration", () => _lags.Select(lag => new Measurement<double>(lag.Seconds, lag.Tag)), "s", "Age of the oldest event that is not in the view yet");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(_every, _clock, stoppingToken);
                if (_host.ApplicationStarted.IsCancellationRequested)
                    await LookAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        try
        {
            await using var command = _database.CreateCommand(
                """
                select
                    progress.name,
                    greatest(newest.seq_id - progress.last_seq_id, 0),
                    coalesce(extract(epoch from clock_timestamp() - next.timestamp), 0)::float8
                from app.mt_event_progression progress
                cross join (select coalesce(max(seq_id), 0) as seq_id from app.mt_events) newest
                left join lateral (
                    select timestamp
                    from app.mt_events
                    where seq_id > progress.last_seq_id
                    order by seq_id
                    limit 1
                ) next on true
                where progress.name like '%:All'
                """);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            var lags = new List<Lag>();
            while (await reader.ReadAsync(cancellation))
                lags.Add(new Lag(new("projection", reader.GetString(0)), reader.GetInt64(1), reader.GetDouble(2)));
            _lags = lags;
        }
        catch (NpgsqlException e)
        {
            LogUnknown(e);
        }
    }

    [LoggerMessage(LogLevel.Debug, "The lag of the projections could not be read")]
    private partial void LogUnknown(Exception exception);

    private sealed record Lag(KeyValuePair<string, object?> Tag, long Events, double Seconds);
}
