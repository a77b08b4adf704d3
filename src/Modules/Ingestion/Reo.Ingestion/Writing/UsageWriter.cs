using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Reo.Ingestion.Writing;

/// <summary>
/// Group commit: each writer takes whatever is waiting and commits it, with no delay of its own. While one commit is on its way to the
/// disk, the next requests gather for the next one.
/// </summary>
internal sealed partial class UsageWriter(
    UsageQueue queue, UsageStore store, IOptions<IngestionOptions> options, ILogger<UsageWriter> log) : BackgroundService
{
    private const int Attempts = 3;

    /// <summary>What was handed in is written before the host is gone.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Close();
        if (ExecuteTask is { } writers)
            await writers.WaitAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, options.Value.Writers).Select(_ => Task.Run(WriteAsync, CancellationToken.None)));

    private async Task WriteAsync()
    {
        while (await queue.TakeAsync() is { Count: > 0 } submissions)
        {
            var places = submissions
                .SelectMany(submission => submission.Events.Select((e, index) => new Place(submission, index, e)))
                .ToArray();
            await CommitAsync(places);
        }
    }

    /// <summary>
    /// An outage is everybody's. Any other failure is a race for an id or a stream, which another attempt decides, or one event that the
    /// store refuses, which is found by halving: its neighbours are stored.
    /// </summary>
    private async Task CommitAsync(ArraySegment<Place> places)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var written = await store.AppendAsync([.. places.Select(place => place.Event)]);
                for (var i = 0; i < places.Count; i++)
                    places[i].Settle(written[i]);
                return;
            }
            catch (Exception e) when (IsOutage(e))
            {
                LogOutage(places.Count, e);
                foreach (var place in places)
                    place.Settle(Written.StoreUnavailable);
                return;
            }
            catch (Exception e) when (attempt == Attempts && places.Count == 1)
            {
                LogNotWritable(places[0].Event.TenantId, places[0].Event.Id, e);
                places[0].Settle(Written.NotWritable);
                return;
            }
            catch (Exception) when (attempt == Attempts)
            {
                break;
            }
            catch (Exception e)
            {
                LogAgain(places.Count, attempt, e);
            }
        }

        var half = places.Count / 2;
        await CommitAsync(places[..half]);
        await CommitAsync(places[half..]);
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

    private sealed record Place(Submission Submission, int Index, UsageToWrite Event)
    {
        public void Settle(Written written) => Submission.Settle(Index, written);
    }

    [LoggerMessage(LogLevel.Error, "{Events} events were not stored: the database cannot be reached")]
    private partial void LogOutage(int events, Exception exception);

    [LoggerMessage(LogLevel.Debug, "A commit of {Events} events failed at attempt {Attempt}")]
    private partial void LogAgain(int events, int attempt, Exception exception);

    [LoggerMessage(LogLevel.Error, "The store refuses event {EventId} of tenant {TenantId}")]
    private partial void LogNotWritable(string tenantId, Guid eventId, Exception exception);
}
