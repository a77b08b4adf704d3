using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Reo.Ingestion.Writing;

/// <summary>
/// How long events wait for the views, whichever node writes and projects them. Looked at while this node writes many events: the writers
/// and the projection compete for the same database then, and there are more writers.
/// </summary>
internal sealed partial class ViewsDelay(NpgsqlDataSource database, IOptions<IngestionOptions> options, TimeProvider clock, ILogger<ViewsDelay> log)
    : BackgroundService
{
    private static readonly TimeSpan _lookEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Whoever waits this long waits for a projection that stands still, or for an import: that fewer write does not help.</summary>
    private static readonly TimeSpan _isHopeless = TimeSpan.FromSeconds(30);

    private readonly Queue<(long Sequence, long At)> _drawn = new();
    private volatile bool _writesMany;
    private long _ticks;

    /// <summary>Whether they wait longer than <see cref="IngestionOptions.FewerWritersAfter"/>.</summary>
    public bool IsLong => Delay > options.Value.FewerWritersAfter;

    /// <summary>Whether they wait longer than twice that, although there are fewer writers.</summary>
    public bool IsVeryLong => Delay > options.Value.FewerWritersAfter * 2;

    private TimeSpan Delay
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _ticks));
        set => Volatile.Write(ref _ticks, value.Ticks);
    }

    public void WritesMany() => _writesMany = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (options.Value.FewerWritersAfter > TimeSpan.Zero && !stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(_lookEvery, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_writesMany && _drawn.Count == 0)
                continue;

            _writesMany = false;
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
            {
                LogUnknown(e);
                _drawn.Clear();
                Delay = TimeSpan.Zero;
            }
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select
                (select last_value from app.mt_events_sequence),
                (select coalesce(min(last_seq_id), 0) from app.mt_event_progression where name like '%:All')
            """);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        Note(row.GetInt64(0), row.GetInt64(1));
    }

    /// <param name="drawn">The last sequence number that an event has, or will have.</param>
    /// <param name="projected">The last whose event is in all views.</param>
    internal void Note(long drawn, long projected)
    {
        var now = clock.GetTimestamp();
        _drawn.Enqueue((drawn, now));
        while (_drawn.TryPeek(out var oldest) && (oldest.Sequence <= projected || clock.GetElapsedTime(oldest.At, now) > _isHopeless))
            _drawn.Dequeue();

        var delay = _drawn.TryPeek(out var waiting) ? clock.GetElapsedTime(waiting.At, now) : TimeSpan.Zero;
        Delay = delay + (_lookEvery * 2) < _isHopeless ? delay : TimeSpan.Zero;
    }

    [LoggerMessage(LogLevel.Debug, "How long events wait for the views could not be read")]
    private partial void LogUnknown(Exception exception);
}
