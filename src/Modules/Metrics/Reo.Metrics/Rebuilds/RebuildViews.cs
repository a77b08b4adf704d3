using System.Globalization;
using Marten;
using Marten.Exceptions;
using Npgsql;
using Reo.Metrics.Views;

namespace Reo.Metrics.Rebuilds;

/// <summary>
/// Makes the views anew from the raw events, beside the live ones. Whatever happens before the last transaction leaves these as they are;
/// what it leaves behind is cleared away by the next rebuild.
/// </summary>
internal sealed class RebuildViews(
    BuildViews build, ViewsVersion version, NpgsqlDataSource database, IDocumentStore store, RebuildLog log, TimeProvider clock)
{
    private const string Side = "reports_rebuild";
    private const string Reading = "Reading";

    private static readonly TimeSpan _tellEvery = TimeSpan.FromMilliseconds(500);

    private readonly SwitchViews _switch = new(database, store);

    /// <summary>Where the tables of an earlier time are put.</summary>
    public static string SchemaOf(DateTimeOffset asOf) => $"reports_{asOf.ToUniversalTime():yyyyMMdd't'HHmmss'z'}";

    /// <exception cref="RebuildRunningException">Another one is under way.</exception>
    public async Task<RunningRebuild> StartAsync(RebuildOrder order, CancellationToken cancellation)
    {
        if (await RebuildLock.TryTakeAsync(database, ViewTables.ProjectionName, cancellation) is not { } held)
        {
            var running = (await log.ListAsync(ViewTables.ProjectionName, tenantId: null, limit: 10, cancellation)).FirstOrDefault(one => !one.IsOver);
            throw new RebuildRunningException(running?.Id ?? Guid.Empty);
        }

        try
        {
            await log.EndAbandonedAsync(ViewTables.ProjectionName, except: null, cancellation);
            return new RunningRebuild(await log.StartAsync(ViewTables.ProjectionName, order, cancellation), order, held);
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs it to its end, whatever that is, and says which.</summary>
    /// <param name="running">Just started.</param>
    /// <param name="told">Hears of each step; null for nobody.</param>
    /// <param name="cancellation">Cancels it, as does a request in the log.</param>
    public async Task<Rebuild> RunAsync(RunningRebuild running, Action<Rebuild>? told, CancellationToken cancellation)
    {
        await using var _ = running;
        var id = running.Rebuild.Id;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var progress = new Progress { Message = Reading };
        var telling = TellAsync(id, progress, told, stop);
        var (status, message) = (RebuildStatus.Failed, "");
        try
        {
            message = await BuildAndSwitchAsync(running, progress, stop.Token);
            status = RebuildStatus.Completed;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            (status, message) = (RebuildStatus.Cancelled, "Cancelled; the live view is as it was");
        }
        catch (Exception e)
        {
            var cause = e is MartenCommandException { InnerException: { } inner } ? inner : e;
            message = $"{cause.Message}. The live view is as it was";
            if (cause is not (EventNotApplicableException or OtherVersionException or NpgsqlException))
                throw;
        }
        finally
        {
            progress.IsOver = true;
            await stop.CancelAsync();
            await telling;
            await log.ProgressAsync(id, progress.Done, progress.Total, progress.Message, CancellationToken.None);
            await log.EndAsync(id, status, message);
        }

        var ended = (await log.FindAsync(id, CancellationToken.None))!;
        told?.Invoke(ended);
        return ended;
    }

    private async Task<string> BuildAndSwitchAsync(RunningRebuild running, Progress progress, CancellationToken cancellation)
    {
        var order = running.Order;
        var schema = order.AsOf is { } time ? SchemaOf(time) : Side;
        var began = clock.GetTimestamp();
        var tenants = order.TenantId is { } one ? [one] : await build.TenantsAsync(cancellation);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        if (order.TenantId is not null || order.IsDryRun)
            await OtherVersionException.ThrowIfAsync(connection, version, cancellation);
        await ErasedMeanwhile.BeginAsync(database, tenants, cancellation);
        var indexes = await SideTables.CreateAsync(connection, schema, version, cancellation);
        try
        {
            var position = await _switch.PositionAsync(cancellation);
            await build.RunAsync(
                schema,
                indexes,
                [.. tenants.Select(tenant => Scope.UpTo(tenant, position, order.AsOf))],
                (done, total) => (progress.Done, progress.Total, progress.Message) = (done, total, done < total ? Reading : "Summing up and indexing"),
                cancellation);
            progress.Message = order.AsOf is null ? "Catching up and switching" : "Done";
            if (order.AsOf is not null)
                return $"The tables as of {order.AsOf:O} are in schema {schema}; {Speed(progress, began)}";

            if (order.IsDryRun)
                return $"Dry run: {await CompareAsync(schema, order.TenantId, position, connection, cancellation)}; {Speed(progress, began)}";

            await _switch.WhenLevelAsync(schema, order.TenantId, position, isAlone: true, async transaction =>
            {
                await ReplaceViews.ForgetLeftOutAsync(transaction, order.TenantId, position, cancellation);
                if (order.TenantId is { } tenant)
                    await ReplaceViews.TenantAsync(transaction, schema, tenant, cancellation);
                else
                    await ReplaceViews.AllAsync(transaction, schema, version, cancellation);
            }, cancellation);
            return $"The new view is live; {Speed(progress, began)}";
        }
        catch
        {
            await SideTables.DropAsync(connection, schema, CancellationToken.None);
            throw;
        }
    }

    private async Task<string> CompareAsync(string schema, string? tenantId, long position, NpgsqlConnection connection, CancellationToken cancellation)
    {
        var differences = new List<ViewDifference>();
        await _switch.WhenLevelAsync(schema, tenantId, position, isAlone: false, async transaction =>
            differences.AddRange(await CompareViews.RunAsync(transaction, schema, tenantId, cancellation)), cancellation);
        await SideTables.DropAsync(connection, schema, cancellation);
        return differences.Count == 0 ? "the live view would stay as it is" : $"{differences.Sum(difference => difference.Rows)} rows would change";
    }

    private string Speed(Progress progress, long began)
    {
        if (progress.Total == 0)
            return "there are no events";

        var seconds = clock.GetElapsedTime(began).TotalSeconds;
        var events = progress.Total == 1 ? "event" : "events";
        return string.Create(CultureInfo.InvariantCulture, $"{progress.Total:n0} {events} in {seconds:n1} s, {progress.Total / seconds:n0} a second");
    }

    private async Task TellAsync(Guid id, Progress progress, Action<Rebuild>? told, CancellationTokenSource stop)
    {
        try
        {
            while (!progress.IsOver)
            {
                await Task.Delay(_tellEvery, clock, stop.Token);
                await log.ProgressAsync(id, progress.Done, progress.Total, progress.Message, stop.Token);
                if (await log.FindAsync(id, stop.Token) is not { } now)
                    continue;

                told?.Invoke(now);
                if (now.CancelledBy is not null)
                    await stop.CancelAsync();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or NpgsqlException)
        {
            // The end is told by whoever ends it; an outage ends the build itself.
        }
    }

    private sealed class Progress
    {
        public long Done { get; set; }

        public long Total { get; set; }

        public string Message { get; set; } = "";

        public volatile bool IsOver;
    }
}

/// <summary>A rebuild that holds the projection's lock.</summary>
internal sealed record RunningRebuild(Rebuild Rebuild, RebuildOrder Order, RebuildLock Lock) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Lock.DisposeAsync();
}
