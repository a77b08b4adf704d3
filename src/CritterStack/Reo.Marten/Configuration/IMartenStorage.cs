using JasperFx;
using Marten.Storage;

namespace Marten
{
    public interface IMartenStorage
    {
        IMartenDatabase Database { get; }

        /// <summary>Creates whatever the configuration needs and the database lacks.</summary>
        Task ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate? @override = null);
    }
}

namespace Marten.Storage
{
    /// <summary>The store's database.</summary>
    public interface IMartenDatabase
    {
        Task<Marten.Events.EventStoreStatistics> FetchEventStoreStatistics(CancellationToken token = default);

        Task<IReadOnlyList<JasperFx.Events.Projections.ShardState>> AllProjectionProgress(CancellationToken token = default);
    }
}
