using System.Text.Json;
using Npgsql;
using Reo.Ingestion.Contracts;

namespace Reo.Host.Tests.HeldEvents;

internal sealed record StoredUsage(Guid Id, string Stream, DateTimeOffset Timestamp, UsageRecorded Usage)
{
    public static Task<List<StoredUsage>> RecordedAsync(NpgsqlDataSource database, string tenantId) => ReadAsync(
        database, tenantId, "select id, stream_id, timestamp, data from app.mt_events where tenant_id = $1 and type = 'usage_recorded' order by seq_id");

    public static Task<List<StoredUsage>> HeldAsync(NpgsqlDataSource database, string tenantId) => ReadAsync(
        database, tenantId, "select id, stream_id, timestamp, data -> 'Usage' from app.mt_events where tenant_id = $1 and type = 'usage_held' order by seq_id");

    private static async Task<List<StoredUsage>> ReadAsync(NpgsqlDataSource database, string tenantId, string sql)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue(tenantId);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var stored = new List<StoredUsage>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            stored.Add(new StoredUsage(
                reader.GetGuid(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2), JsonSerializer.Deserialize<UsageRecorded>(reader.GetString(3))!));
        }

        return stored;
    }
}
