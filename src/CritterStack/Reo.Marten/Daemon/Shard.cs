using JasperFx.Events.Daemon;
using Marten.Events.Projections;
using Microsoft.Extensions.Logging;

namespace Marten.Events.Daemon;

/// <summary>Moves one projection through the events. Safe against another process that does the same: one of them fails at a page.</summary>
internal sealed class Shard(
    DocumentStore store, ProjectionRegistration projection, ProgressTable progress, ErrorHandlingOptions errors, ILogger logger)
{
    private readonly EventPageReader _reader = new(store, projection, errors, logger);
    private readonly PageApplier _applier = new(store, projection, progress, errors, logger);

    public string Name => projection.ShardName;

    public Task<long> PositionAsync(CancellationToken ct) => progress.ReadAsync(Name, ct);

    /// <summary>Applies all pages up to <paramref name="mark"/>, whoever else does so at the same time.</summary>
    public async Task CatchUpAsync(long mark, CancellationToken ct)
    {
        for (var position = await PositionAsync(ct); position < mark; position = await PositionAsync(ct))
        {
            try
            {
                await AdvanceAsync(position, mark, _ => { }, ct);
            }
            catch (ProgressionProgressOutOfOrderException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
            }
        }
    }

    /// <summary>Applies all pages in (<paramref name="position"/>, <paramref name="mark"/>], reading each while the one before is written.</summary>
    public async Task AdvanceAsync(long position, long mark, Action<long> advanced, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var reading = _reader.ReadAsync(position, mark, stop.Token);
        try
        {
            while (position < mark)
            {
                var page = await reading;
                if (page.Ceiling < mark)
                    reading = _reader.ReadAsync(page.Ceiling, mark, stop.Token);
                await _applier.ApplyAsync(page, ct);
                position = page.Ceiling;
                advanced(position);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
