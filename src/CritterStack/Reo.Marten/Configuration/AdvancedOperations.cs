using JasperFx.Events.Projections;
using Marten.Events;
using Marten.Schema;

namespace Marten;

public abstract class AdvancedOperations
{
    public abstract IDocumentCleaner Clean { get; }

    public abstract Task<EventStoreStatistics> FetchEventStoreStatistics(string? tenantId = null, CancellationToken token = default);

    public abstract Task<IReadOnlyList<ShardState>> AllProjectionProgress(string? tenantId = null, CancellationToken token = default);

    public abstract Task ResetAllData(CancellationToken cancellation = default);
}
