using System.Collections.Concurrent;
using JasperFx;
using JasperFx.Events.Daemon;
using Marten.Events.Projections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Marten.Events.Daemon;

internal sealed class ProjectionDaemon : IProjectionDaemon
{
    private readonly DocumentStore _store;
    private readonly ILogger _logger;
    private readonly ProgressTable _progress;
    private readonly HighWaterMonitor _highWater;
    private readonly ConcurrentDictionary<string, ShardAgent> _agents = new(StringComparer.OrdinalIgnoreCase);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private CancellationTokenSource? _stopHighWater;
    private Task _followingHighWater = Task.CompletedTask;

    public ProjectionDaemon(DocumentStore store, ILogger logger)
    {
        _store = store;
        _logger = logger;
        var schema = store.Options.EventGraph.SchemaName;
        _progress = new ProgressTable(store.DataSource, schema);
        _highWater = new HighWaterMonitor(new HighWaterDetector(store.DataSource, schema), _progress, store.EventsCommitted, logger);
    }

    public bool IsRunning => _stopHighWater is not null;

    public static async ValueTask<IProjectionDaemon> BuildAsync(DocumentStore store, ILogger? logger)
    {
        await store.EnsureStorageAsync(CancellationToken.None);
        return new ProjectionDaemon(store, logger ?? NullLogger.Instance);
    }

    public static void AddTo(IServiceCollection services, DaemonMode mode)
    {
        services.AddSingleton<IProjectionCoordinator>(provider => new ProjectionCoordinator(
            (DocumentStore)provider.GetRequiredService<IDocumentStore>(),
            mode,
            provider.GetService<ILoggerFactory>()?.CreateLogger<ProjectionDaemon>() ?? (ILogger)NullLogger.Instance));
        services.AddHostedService(provider => provider.GetRequiredService<IProjectionCoordinator>());
    }

    public long HighWaterMark() => _highWater.Mark;

    public AgentStatus StatusFor(string shardName) => _agents.TryGetValue(shardName, out var agent) ? agent.Status : AgentStatus.Stopped;

    public bool HasAnyPaused() => _agents.Values.Any(agent => agent.Status == AgentStatus.Paused);

    public Task StartAllAsync() => InTurnAsync(async () =>
    {
        await FollowHighWaterAsync(CancellationToken.None);
        foreach (var projection in _store.Options.Projections.Async)
            Start(projection);
    });

    public Task StopAllAsync() => InTurnAsync(StopAllInTurnAsync);

    public Task StartAgentAsync(string shardName, CancellationToken token) => InTurnAsync(async () =>
    {
        var shards = _store.Options.Projections.Async.ToList();
        var projection = shards.Find(p => string.Equals(p.ShardName, shardName, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentOutOfRangeException(
                nameof(shardName), $"Unknown shard name '{shardName}'. Value options are {string.Join(", ", shards.Select(p => p.ShardName))}");
        await FollowHighWaterAsync(token);
        Start(projection);
    }, token);

    public Task StopAgentAsync(string shardName, Exception? ex = null) => InTurnAsync(() => StopAsync(shardName));

    public async Task RebuildProjectionAsync(string projectionName, CancellationToken token)
    {
        var all = _store.Options.Projections.All;
        var projection = all.FirstOrDefault(p => string.Equals(p.Name, projectionName, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentOutOfRangeException(
                nameof(projectionName),
                $"No registered projection matches the name '{projectionName}'. Available names are {string.Join(", ", all.Select(p => $"'{p.Name}'"))}");
        await StopAgentAsync(projection.ShardName);
        await new ProjectionRebuild(_store, projection, _progress, _logger).RunAsync(token);
    }

    public async Task RebuildProjectionAsync(string projectionName, TimeSpan shardTimeout, CancellationToken token)
    {
        using var timeout = new CancellationTokenSource(shardTimeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, timeout.Token);
        try
        {
            await RebuildProjectionAsync(projectionName, either.Token);
        }
        catch (OperationCanceledException late) when (timeout.IsCancellationRequested && !token.IsCancellationRequested)
        {
            throw new TimeoutException($"The rebuild of '{projectionName}' took longer than {shardTimeout}.", late);
        }
    }

    public async Task CatchUpAsync(CancellationToken cancellation)
    {
        var running = _agents.Keys.ToList();
        await StopAllAsync();
        var mark = await HighWaterDetector.ReadOnceAsync(_store, _progress, cancellation);
        var failures = new List<Exception>();
        foreach (var projection in _store.Options.Projections.Async)
        {
            try
            {
                await ShardOf(projection).CatchUpAsync(mark, cancellation);
            }
            catch (Exception failure) when (!cancellation.IsCancellationRequested)
            {
                failures.Add(failure);
            }
        }

        foreach (var shard in running)
            await StartAgentAsync(shard, cancellation);
        if (failures.Count > 0)
            throw new AggregateException(failures);
    }

    public Task WaitForNonStaleData(TimeSpan timeout) => NonStaleData.WaitAsync(_store, timeout);

    public void Dispose()
    {
        foreach (var agent in _agents.Values)
            agent.Cancel();
        _stopHighWater?.Cancel();
    }

    private Shard ShardOf(ProjectionRegistration projection) =>
        new(_store, projection, _progress, _store.Options.Projections.Errors, _logger);

    private void Start(ProjectionRegistration projection)
    {
        if (_agents.ContainsKey(projection.ShardName))
            return;

        var agent = new ShardAgent(ShardOf(projection), _highWater, _logger);
        _agents[agent.Name] = agent;
        agent.Start();
    }

    private async Task StopAsync(string shardName)
    {
        if (_agents.TryRemove(shardName, out var agent))
            await agent.DisposeAsync();
    }

    private async Task StopAllInTurnAsync()
    {
        await Task.WhenAll(_agents.Keys.Select(StopAsync));
        if (_stopHighWater is null)
            return;

        await _stopHighWater.CancelAsync();
        await _followingHighWater;
        _stopHighWater.Dispose();
        _stopHighWater = null;
    }

    private async Task FollowHighWaterAsync(CancellationToken ct)
    {
        if (_stopHighWater is not null)
            return;

        await _store.EnsureStorageAsync(ct);
        await HighWaterDetector.AssertExactAsync(_store, ct);
        _stopHighWater = new CancellationTokenSource();
        var stop = _stopHighWater.Token;
        _followingHighWater = Task.Run(() => _highWater.RunAsync(stop), CancellationToken.None);
    }

    private async Task InTurnAsync(Func<Task> work, CancellationToken ct = default)
    {
        await _turn.WaitAsync(ct);
        try
        {
            await work();
        }
        finally
        {
            _turn.Release();
        }
    }
}
