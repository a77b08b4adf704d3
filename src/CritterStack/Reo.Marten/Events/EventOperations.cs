using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten.Exceptions;
using Marten.Sessions;

namespace Marten.Events;

/// <summary>Reads and appends of one tenant's streams.</summary>
internal sealed class EventOperations(DocumentOperations session) : EventQueries(session), IEventStoreOperations
{
    public IEvent BuildEvent(object data) => Graph.BuildEvent(data);

    public StreamAction Append(string stream, params object[] events) => Append(stream, events.AsEnumerable());

    public StreamAction Append(string stream, IEnumerable<object> events)
    {
        AssertKey(stream);
        var action = session.Work.FindStream(stream) ?? Begin(stream, StreamActionType.Append);
        return action.AddEvents(Build(events));
    }

    public StreamAction Append(string stream, long expectedVersion, params object[] events) => Append(stream, expectedVersion, events.AsEnumerable());

    public StreamAction Append(string stream, long expectedVersion, IEnumerable<object> events)
    {
        var action = Append(stream, events);
        action.ExpectedVersionOnServer = expectedVersion - action.Events.Count;
        return action;
    }

    public StreamAction StartStream(string streamKey, params object[] events) => Start(null, streamKey, events);

    public StreamAction StartStream(string streamKey, IEnumerable<object> events) => Start(null, streamKey, events);

    public StreamAction StartStream(Type aggregateType, string streamKey, params object[] events) => Start(aggregateType, streamKey, events);

    public StreamAction StartStream(Type aggregateType, string streamKey, IEnumerable<object> events) => Start(aggregateType, streamKey, events);

    public StreamAction StartStream<TAggregate>(string streamKey, params object[] events) where TAggregate : class =>
        Start(typeof(TAggregate), streamKey, events);

    public StreamAction StartStream<TAggregate>(string streamKey, IEnumerable<object> events) where TAggregate : class =>
        Start(typeof(TAggregate), streamKey, events);

    public Task AppendOptimistic(string streamKey, params object[] events) => AppendOptimistic(streamKey, CancellationToken.None, events);

    public async Task AppendOptimistic(string streamKey, CancellationToken token, params object[] events)
    {
        var state = await FetchStreamStateAsync(streamKey, token) ?? throw new NonExistentStreamException(streamKey);
        Append(streamKey, events).ExpectedVersionOnServer = state.Version;
    }

    public void ArchiveStream(string streamKey) => session.Work.Add(new ArchiveStream(Graph.SchemaName, session.TenantId, streamKey));

    public async Task<IEventStream<T>> FetchForWriting<T>(string key, CancellationToken cancellation = default) where T : class
    {
        AssertKey(key);

        // The version first: if the stream moves on before its events are read, the append is refused.
        var aggregate = Aggregate<T>();
        var state = await FetchStreamStateAsync(key, cancellation);
        var document = state is null ? null : await ReadAsync(aggregate, key, cancellation);
        return new EventStream<T>(this, key, document, state?.Version ?? 0, cancellation);
    }

    public async Task<IEventStream<T>> FetchForWriting<T>(string key, long expectedVersion, CancellationToken cancellation = default) where T : class
    {
        var stream = await FetchForWriting<T>(key, cancellation);
        return stream.CurrentVersion == expectedVersion
            ? stream
            : throw new ConcurrencyException($"Expected the existing version to be {expectedVersion}, but was {stream.CurrentVersion}", typeof(T), key);
    }

    public async ValueTask<T?> FetchLatest<T>(string id, CancellationToken cancellation = default) where T : class =>
        await ReadAsync(Aggregate<T>(), id, cancellation);

    /// <summary>A stream read by <see cref="FetchForWriting{T}(string, CancellationToken)"/> receives its first event.</summary>
    internal StreamAction Open(string key, Type aggregateType, long version)
    {
        var action = session.Work.FindStream(key) ?? Begin(key, version == 0 ? StreamActionType.Start : StreamActionType.Append);
        action.AggregateType ??= aggregateType;
        action.ExpectedVersionOnServer ??= version;
        return action;
    }

    internal List<IEvent> Build(IEnumerable<object> events)
    {
        var built = new List<IEvent>();
        foreach (var e in events)
            built.Add(BuildEvent(e));
        return built;
    }

    private async Task<T?> ReadAsync<T>(Projections.IStreamAggregate<T> aggregate, string key, CancellationToken ct) where T : class =>
        aggregate.Lifecycle == ProjectionLifecycle.Inline
            ? await session.LoadAsync<T>(key, ct)
            : aggregate.Fold(null, await FetchStreamAsync(key, token: ct));

    private StreamAction Start(Type? aggregateType, string streamKey, IEnumerable<object> events)
    {
        AssertKey(streamKey);
        var built = Build(events);
        if (built.Count == 0)
            throw new EmptyEventStreamException(streamKey);

        var action = Begin(streamKey, StreamActionType.Start);
        action.AggregateType = aggregateType;
        action.ExpectedVersionOnServer = 0;
        return action.AddEvents(built);
    }

    private StreamAction Begin(string key, StreamActionType actionType)
    {
        var action = new StreamAction(key, actionType) { TenantId = session.TenantId };
        session.Work.Add(action);
        return action;
    }

    private static void AssertKey(string streamKey)
    {
        if (string.IsNullOrEmpty(streamKey))
            throw new ArgumentOutOfRangeException(nameof(streamKey), "The stream key cannot be null or empty");
    }
}
