using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Reo.Ingestion.Writing;

/// <summary>Writes events whose first attempt failed, until the outcome of each is known or given up.</summary>
internal sealed partial class RepeatedCommit(NpgsqlDataSource database, UsageStore store, IngestionMeter meter, TimeProvider clock, ILogger log)
{
    private const int Attempts = 4;

    /// <summary>How long a commit of unknown outcome is asked after before its events are given up as unknown.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// An outage is everybody's. Any other failure is a race for an id or a stream, which another attempt decides, or one event that the
    /// store refuses, which is found by halving: its neighbours are stored.
    /// </summary>
    /// <param name="places">The events.</param>
    /// <param name="isUnknown">A commit of theirs was sent and not answered: what is in the store already is that commit's.</param>
    public async Task WriteAsync(ArraySegment<Place> places, bool isUnknown)
    {
        await using var transaction = new UsageTransaction(database, store);
        await WriteAsync(places, isUnknown, transaction);
    }

    private async Task WriteAsync(ArraySegment<Place> places, bool isUnknown, UsageTransaction transaction)
    {
        using var activity = IngestionMeter.Committing(places.Count);
        var began = clock.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var isCommitting = false;
            try
            {
                var written = await transaction.AppendAsync(places.Events(), isRepeated: true);
                isCommitting = true;
                await transaction.CommitAsync();
                meter.Committed(places.Count, clock.GetElapsedTime(began));
                for (var i = 0; i < places.Count; i++)
                    meter.Settle(places[i], isUnknown ? Written.Stored : written[i]);
                return;
            }
            catch (Exception e) when (StoreFailures.IsOutage(e))
            {
                isUnknown |= isCommitting;
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
            catch (Exception e) when (StoreFailures.IsRace(e) && attempt < Attempts)
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
        await WriteAsync(places[..half], isUnknown, transaction);
        await WriteAsync(places[half..], isUnknown, transaction);
    }

    private void Settle(ArraySegment<Place> places, Written written)
    {
        foreach (var place in places)
            meter.Settle(place, written);
    }

    [LoggerMessage(LogLevel.Error, "{Events} events were not stored: the database cannot be reached")]
    private partial void LogOutage(int events, Exception exception);

    [LoggerMessage(LogLevel.Debug, "A commit of {Events} events failed at attempt {Attempt}")]
    private partial void LogAgain(int events, int attempt, Exception exception);

    [LoggerMessage(LogLevel.Error, "The store refuses event {EventId} of tenant {TenantId}")]
    private partial void LogNotWritable(string tenantId, Guid eventId, Exception exception);
}
