namespace JasperFx.Events;

public interface IQueryEventStore
{
    Task<IReadOnlyList<IEvent>> FetchStreamAsync(
        string streamKey,
        long version = 0,
        DateTimeOffset? timestamp = null,
        long fromVersion = 0,
        CancellationToken token = default);

    Task<T?> AggregateStreamAsync<T>(
        string streamKey,
        long version = 0,
        DateTimeOffset? timestamp = null,
        T? state = null,
        long fromVersion = 0,
        CancellationToken token = default) where T : class;

    Task<StreamState?> FetchStreamStateAsync(string streamKey, CancellationToken token = default);
}
