namespace JasperFx.Events;

public interface IEventStoreOperations : IEventOperations, IQueryEventStore
{
    /// <summary>Wraps event data with the metadata the store would give it, to be appended later.</summary>
    IEvent BuildEvent(object data);

    /// <summary>Appends if the stream is still at the version it has now.</summary>
    Task AppendOptimistic(string streamKey, CancellationToken token, params object[] events);

    Task AppendOptimistic(string streamKey, params object[] events);

    void ArchiveStream(string streamKey);

    Task<IEventStream<T>> FetchForWriting<T>(string key, CancellationToken cancellation = default) where T : class;

    Task<IEventStream<T>> FetchForWriting<T>(string key, long expectedVersion, CancellationToken cancellation = default) where T : class;

    ValueTask<T?> FetchLatest<T>(string id, CancellationToken cancellation = default) where T : class;
}
