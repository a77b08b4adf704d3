using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Reo.Ingestion.Writing;

/// <summary>
/// Group commit: each writer takes whatever is waiting and commits it, with no delay of its own. While one commit is on its way to the
/// disk, the next requests gather for the next one.
/// </summary>
internal sealed partial class UsageWriter(
    UsageQueue queue, UsageStore store, IngestionMeter meter, TimeProvider clock, ILogger<UsageWriter> log) : BackgroundService
{
    private const int Attempts = 4;

    /// <summary>How long a commit of unknown outcome is asked after before its events are given up as unknown.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    /// <summary>What was handed in is written before the host is gone.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Close();
        if (ExecuteTask is { } writers)
            await writers.WaitAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, queue.Writers).Select(writer => Task.Run(() => WriteAsync(writer), CancellationToken.None)));

    private async Task WriteAsync(int writer)
    {
        while (true)
        {
            var taken = new List<Place>();
            await queue.TakeAsync(writer, taken);
            if (taken.Count == 0)
                return;

            await CommitAsync(taken.ToArray());
        }
    }

    /// <summary>
    /// An outage is everybody's. Any other failure is a race for an id or a stream, which another attempt decides, or one event that the
    /// store refuses, which is found by halving: its neighbours are stored.
    /// </summary>
    private async Task CommitAsync(ArraySegment<Place> places)
    {
        using var activity = IngestionMeter.Committing(places.Count);
        var began = clock.GetTimestamp();
        var isUnknown = false;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Settle(places, await store.AppendAsync(EventsOf(places), lookUpAll: attempt > 1), isUnknown);
                meter.Committed(places.Count, clock.GetElapsedTime(began));
                return;
            }
            catch (Exception e) when (IsOutage(e))
            {
                isUnknown |= e is not NothingAppendedException;
                if (isUnknown ? clock.GetElapsedTime(began) > _patience : attempt == Attempts)
                {
                    LogOutage(places.Count, e);
                    activity?.SetStatus(ActivityStatusCode.Error, e.Message);
                    Settle(places, Written.StoreUnavailable);
                    return;
                }

                if (isUnknown)
                    await Task.Delay(_pause, clock);
            }
            catch (Exception e) when (IsRace(e) && attempt < Attempts)
            {
                LogAgain(places.Count, attempt, e);
            }
            catch (Exception e) when (places.Count == 1)
            {
                LogNotWritable(places[0].Event.TenantId, places[0].Event.Id, e);
                Settle(places, Written.NotWritable);
                return;
            }
            catch (Exception e)
            {
                LogAgain(places.Count, attempt, e);
                break;
            }
        }

        var half = places.Count / 2;
        await CommitAsync(places[..half]);
        await CommitAsync(places[half..]);
    }

    private static UsageToWrite[] EventsOf(ArraySegment<Place> places)
    {
        var events = new UsageToWrite[places.Count];
        for (var i = 0; i < events.Length; i++)
            events[i] = places[i].Event;
        return events;
    }

    /// <summary>After a commit of unknown outcome, what is in the store already is that commit's.</summary>
    private void Settle(ArraySegment<Place> places, Written[] written, bool isUnknown)
    {
        for (var i = 0; i < places.Count; i++)
            Settle(places[i], isUnknown ? Written.Stored : written[i]);
    }

    private void Settle(ArraySegment<Place> places, Written written)
    {
        foreach (var place in places)
            Settle(place, written);
    }

    private void Settle(Place place, Written written)
    {
        meter.Wrote(written, place.Event.IsHeld);
        place.Settle(written);
    }

    /// <summary>PostgreSQL's classes 08, 53, 57 and 58 (connection, resources, operator, system); and no answer at all.</summary>
    private static bool IsOutage(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is PostgresException { SqlState: var state })
                return state[..2] is "08" or "53" or "57" or "58";
            if (e is NpgsqlException or TimeoutException or IOException or ObjectDisposedException or OperationCanceledException)
                return true;
        }

        return false;
    }

    /// <summary>Classes 23 and 40 (a unique index, a deadlock); and Marten's own, for a stream that moved meanwhile.</summary>
    private static bool IsRace(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is PostgresException { SqlState: var state })
                return state[..2] is "23" or "40";
        }

        return exception is JasperFx.ConcurrencyException or Marten.Exceptions.MartenException;
    }

    [LoggerMessage(LogLevel.Error, "{Events} events were not stored: the database cannot be reached")]
    private partial void LogOutage(int events, Exception exception);

    [LoggerMessage(LogLevel.Debug, "A commit of {Events} events failed at attempt {Attempt}")]
    private partial void LogAgain(int events, int attempt, Exception exception);

    [LoggerMessage(LogLevel.Error, "The store refuses event {EventId} of tenant {TenantId}")]
    private partial void LogNotWritable(string tenantId, Guid eventId, Exception exception);
}
