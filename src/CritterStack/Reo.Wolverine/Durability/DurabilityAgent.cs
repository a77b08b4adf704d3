using Microsoft.Extensions.Logging;
using Wolverine.Runtime;

namespace Wolverine.Persistence.Durability;

/// <summary>
/// What a node does for the stored messages in the background: says that it lives, takes over from the dead, brings back what is
/// due or to be replayed, and clears away what is done. Every node does all of it; the database sees to it that each message goes
/// to one node. A failure, such as a database that is away, is logged, and the next turn tries again.
/// </summary>
internal sealed class DurabilityAgent(WolverineRuntime runtime, Node node, ILogger logger)
{
    /// <summary>Beyond this backlog nothing more is brought in; the rows wait for this or another node.</summary>
    private const int Enough = 20 * Inbox.PageSize;

    private HashSet<Guid> _missing = [];
    private Task _loops = Task.CompletedTask;

    public void Start(CancellationToken stopping)
    {
        var settings = runtime.Options.Durability;
        _loops = Task.WhenAll(
            Every(settings.HealthCheckPollingTime, BeatAsync, stopping),
            Every(settings.ScheduledJobPollingTime, TakeDueAsync, stopping),
            Every(settings.NodeReassignmentPollingTime, TakeUnownedAsync, stopping),
            Every(settings.HandledMessageCleanupPollingTime, CleanUpAsync, stopping));
    }

    public Task StoppedAsync() => _loops;

    private Task Every(TimeSpan period, Func<CancellationToken, Task> turn, CancellationToken stopping) => Task.Run(
        async () =>
        {
            while (!stopping.IsCancellationRequested)
            {
                try
                {
                    await turn(stopping);
                    await Task.Delay(period, stopping);
                }
                catch (OperationCanceledException) when (stopping.IsCancellationRequested)
                {
                    return;
                }
                catch (Exception exception)
                {
                    node.WasCutOff();
                    logger.LogWarning(exception, "{Turn} of the message storage failed and is tried again", turn.Method.Name);
                    await Task.Delay(TimeSpan.FromSeconds(1), stopping).ContinueWith(_ => { }, TaskScheduler.Default);
                }
            }
        },
        CancellationToken.None);

    private async Task BeatAsync(CancellationToken stopping)
    {
        await node.BeatAsync(stopping);
        await node.EjectStaleAsync(runtime.Options.Durability.StaleNodeTimeout, stopping);
    }

    private Task TakeDueAsync(CancellationToken stopping) => TakeAsync(runtime.Inbox.TakeDueAsync, stopping);

    private async Task TakeUnownedAsync(CancellationToken stopping)
    {
        await runtime.Inbox.ReleaseOfDeadNodesAsync(stopping);
        await runtime.DeadLetters.PutBackReplayableAsync(stopping);
        await TakeAsync(runtime.Inbox.TakeUnownedAsync, stopping);
    }

    private async Task CleanUpAsync(CancellationToken stopping)
    {
        await runtime.Inbox.DeleteExpiredHandledAsync(stopping);
        await TakeBackLostAsync(stopping);
    }

    /// <summary>
    /// Messages of this node that it does not know of: their commit was reported as failed, but was not. Only what is missing twice
    /// is lost; once may be a commit that is just being reported.
    /// </summary>
    private async Task TakeBackLostAsync(CancellationToken stopping)
    {
        var missing = (await runtime.Inbox.OwnIncomingAsync(stopping)).Where(id => !runtime.Queues.Holds(id)).ToHashSet();
        Guid[] lost = [.. missing.Intersect(_missing)];
        _missing = missing;
        if (lost.Length > 0)
            await TakeAsync((_, cancellation) => runtime.Inbox.TakeOwnAsync(lost, cancellation), stopping);
    }

    private async Task TakeAsync(Func<string[], CancellationToken, Task<List<InboxRow>>> take, CancellationToken stopping)
    {
        List<InboxRow> rows;
        do
        {
            if (runtime.Queues.Count >= Enough)
                return;

            rows = await take(runtime.Queues.Addresses, stopping);
            foreach (var row in rows)
                await runtime.AcceptAsync(row, stopping);
        }
        while (rows.Count == Inbox.PageSize);
    }
}
