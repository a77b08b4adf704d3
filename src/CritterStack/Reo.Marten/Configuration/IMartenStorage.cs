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
    public enum ConnectionUsage
    {
        Read,
        ReadWrite,
    }

    /// <summary>The store's database.</summary>
    public interface IMartenDatabase
    {
        Task<Marten.Events.EventStoreStatistics> FetchEventStoreStatistics(CancellationToken token = default);

        Task<IReadOnlyList<JasperFx.Events.Projections.ShardState>> AllProjectionProgress(CancellationToken token = default);

        /// <summary>A connection of the store's, not yet open.</summary>
        Npgsql.NpgsqlConnection CreateConnection(ConnectionUsage connectionUsage = ConnectionUsage.ReadWrite);
    }
}
