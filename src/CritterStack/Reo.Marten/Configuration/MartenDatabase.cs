using JasperFx;
using JasperFx.Events.Projections;
using Marten.Events;
using Marten.Events.Daemon;
using Marten.Storage;
using Npgsql;

namespace Marten;

internal sealed class MartenDatabase(DocumentStore store) : IMartenDatabase, IMartenStorage
{
    IMartenDatabase IMartenStorage.Database => this;

    public Task ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate? @override = null) => store.Schema.EnsureAllAsync(CancellationToken.None);

    public NpgsqlConnection CreateConnection(ConnectionUsage connectionUsage = ConnectionUsage.ReadWrite) => store.DataSource.CreateConnection();

    public async Task<EventStoreStatistics> FetchEventStoreStatistics(CancellationToken token = default)
    {
        await store.Schema.EnsureEventsAsync(token);
        var schema = store.Options.EventGraph.SchemaName;
        await using var command = store.DataSource.CreateCommand(
            $"""
            select (select count(*) from {schema}.mt_events), (select count(*) from {schema}.mt_streams), last_value
            from {schema}.mt_events_sequence
            """);
        await using var reader = await command.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        return new EventStoreStatistics { EventCount = reader.GetInt64(0), StreamCount = reader.GetInt64(1), EventSequenceNumber = reader.GetInt64(2) };
    }

    public async Task<IReadOnlyList<ShardState>> AllProjectionProgress(CancellationToken token = default)
    {
        await store.Schema.EnsureEventsAsync(token);
        return await new ProgressTable(store.DataSource, store.Options.EventGraph.SchemaName).ReadAllAsync(token);
    }
}
