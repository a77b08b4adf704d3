using JasperFx.Events.Projections;
using Marten.Events;
using Marten.Schema;

namespace Marten;

public sealed class AdvancedOperations
{
    private readonly MartenDatabase _database;

    internal AdvancedOperations(DocumentStore store, MartenDatabase database)
    {
        _database = database;
        Clean = new DocumentCleaner(store);
    }

    public IDocumentCleaner Clean { get; }

    /// <summary>Of all tenants.</summary>
    public Task<EventStoreStatistics> FetchEventStoreStatistics(string? tenantId = null, CancellationToken token = default) =>
        _database.FetchEventStoreStatistics(token);

    /// <summary>How far each shard, and the high-water mark, has come.</summary>
    public Task<IReadOnlyList<ShardState>> AllProjectionProgress(string? tenantId = null, CancellationToken token = default) =>
        _database.AllProjectionProgress(token);

    /// <summary>Empties every table of the store.</summary>
    public async Task ResetAllData(CancellationToken cancellation = default)
    {
        await Clean.DeleteAllDocumentsAsync(cancellation);
        await Clean.DeleteAllEventDataAsync(cancellation);
    }
}
