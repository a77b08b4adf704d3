using System.Diagnostics;

namespace Reo.Ingestion.Writing;

/// <summary>
/// The first attempt at some events, in two steps that may fail: the append, after which their streams are locked, and the commit, which
/// waits for the disk.
/// </summary>
internal sealed class UsageCommit(ArraySegment<Place> places, UsageTransaction transaction, IngestionMeter meter, TimeProvider clock)
{
    private readonly long _began = clock.GetTimestamp();
    private Activity? _activity;
    private Written[] _written = [];

    public ArraySegment<Place> Places => places;

    public bool IsAppended { get; private set; }

    /// <summary>Completes when <see cref="Commit"/> is over.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>Then the requests have their outcomes.</summary>
    public bool IsStored { get; private set; }

    /// <summary>The commit was sent and not answered.</summary>
    public bool IsUnknown { get; private set; }

    public async Task AppendAsync()
    {
        _activity = IngestionMeter.Committing(places.Count);
        try
        {
            _written = await transaction.AppendAsync(places.Events(), isRepeated: false);
            IsAppended = true;
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    public void Commit() => Ended = CommitAsync();

    public async Task RollBackAsync()
    {
        IsAppended = false;
        _activity?.Stop();
        await transaction.DisposeAsync();
    }

    private async Task CommitAsync()
    {
        Activity.Current = _activity;
        try
        {
            await transaction.CommitAsync();
        }
        catch (Exception e)
        {
            IsUnknown = StoreFailures.IsOutage(e);
            Fail(e);
            return;
        }

        IsStored = true;
        _activity?.Stop();
        meter.Committed(places.Count, clock.GetElapsedTime(_began));
        for (var i = 0; i < places.Count; i++)
            meter.Settle(places[i], _written[i]);
    }

    private void Fail(Exception e)
    {
        _activity?.SetStatus(ActivityStatusCode.Error, e.Message);
        _activity?.Stop();
    }
}
