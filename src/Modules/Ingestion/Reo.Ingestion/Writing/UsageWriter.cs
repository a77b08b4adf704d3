using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Reo.Ingestion.Writing;

/// <summary>
/// Group commit: takes whatever is waiting and writes it, with no delay of its own. While one commit is on its way to the disk, the next
/// events are appended; their own commit waits for the one before, so that a stream keeps its order whatever fails. Few events are one
/// commit, because each costs as much as several events; many are shared out to several at once, unless the views fall behind. When they
/// do so all the same, the writer rests as long as it wrote.
/// </summary>
internal sealed class UsageWriter(
    UsageQueue queue,
    UsageStore store,
    ViewsDelay views,
    NpgsqlDataSource database,
    IngestionMeter meter,
    IOptions<IngestionOptions> options,
    TimeProvider clock,
    ILogger<UsageWriter> log) : BackgroundService
{
    private const int Many = 250;

    private static readonly TimeSpan _longestRest = TimeSpan.FromMilliseconds(250);

    private readonly RepeatedCommit _again = new(database, store, meter, clock, log);

    /// <summary>What was handed in is written before the host is gone.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Close();
        if (ExecuteTask is { } writing)
            await writing.WaitAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(WriteAsync, CancellationToken.None);

    private async Task WriteAsync()
    {
        var (free, busy) = (Transactions(), Transactions());
        UsageCommit[] last = [];
        while (true)
        {
            if (!queue.TryTake(out var taken))
            {
                await EndAsync(last, next: []);
                last = [];
                taken = await queue.TakeAsync();
                if (taken.Length == 0)
                    break;
            }

            var began = clock.GetTimestamp();
            UsageCommit[] next = [.. Share(taken, WritersOf(taken.Length)).Select((places, i) => new UsageCommit(places, free[i], meter, clock))];
            await Task.WhenAll(next.Select(commit => commit.AppendAsync()));
            await EndAsync(last, next);
            last = [.. next.Where(commit => commit.IsAppended)];
            foreach (var commit in last)
                commit.Commit();
            foreach (var commit in next.Except(last))
                await _again.WriteAsync(commit.Places, isUnknown: false);
            (free, busy) = (busy, free);
            if (taken.Length >= Many && views.IsVeryLong)
                await RestAsync(clock.GetElapsedTime(began));
        }

        foreach (var transaction in free.Concat(busy))
            await transaction.DisposeAsync();
    }

    /// <summary>Waits for the last commits. Those that failed are repeated before the next ones, which give up their locks for it.</summary>
    private async Task EndAsync(UsageCommit[] last, UsageCommit[] next)
    {
        await Task.WhenAll(last.Select(commit => commit.Ended));
        if (last.All(commit => commit.IsStored))
            return;

        foreach (var commit in next)
            await commit.RollBackAsync();
        foreach (var commit in last.Where(commit => !commit.IsStored))
            await _again.WriteAsync(commit.Places, commit.IsUnknown);
    }

    private Task RestAsync(TimeSpan time) => Task.Delay(time < _longestRest ? time : _longestRest, clock);

    private int WritersOf(int events)
    {
        if (events >= Many)
            views.WritesMany();
        return views.IsLong ? 1 : options.Value.Writers;
    }

    /// <summary>By stream, so that each keeps its order.</summary>
    internal static IEnumerable<Place[]> Share(Place[] taken, int writers) => taken.Length < Many || writers == 1
        ? [taken]
        : taken.GroupBy(place => (uint)place.Event.StreamKey.GetHashCode(StringComparison.Ordinal) % (uint)writers, (_, places) => places.ToArray());

    private UsageTransaction[] Transactions() =>
        [.. Enumerable.Range(0, options.Value.Writers).Select(_ => new UsageTransaction(database, store))];
}
