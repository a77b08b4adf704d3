using Marten.Exceptions;
using Npgsql;

namespace Marten.Sessions;

/// <summary>Sends any number of writes in one round trip.</summary>
internal static class WriteBatch
{
    private const string ReportPrefix = "mt_written_";

    public static async Task ExecuteAsync(
        IReadOnlyList<PendingWrite> writes, NpgsqlConnection connection, NpgsqlTransaction? transaction, int? timeout, CancellationToken ct)
    {
        if (writes.Count == 0)
            return;

        await using var batch = new NpgsqlBatch(connection, transaction);
        if (timeout is { } seconds)
            batch.Timeout = seconds;
        foreach (var command in writes.SelectMany(write => write.Commands()))
            batch.BatchCommands.Add(command);

        try
        {
            await using var reader = await batch.ExecuteReaderAsync(ct);
            await ReadReportsAsync(writes, reader, ct);
        }
        catch (NpgsqlException refusal)
        {
            throw new MartenCommandException(refusal.BatchCommand?.CommandText ?? "", refusal);
        }
    }

    private static async Task ReadReportsAsync(IReadOnlyList<PendingWrite> writes, NpgsqlDataReader reader, CancellationToken ct)
    {
        var reporting = new Queue<PendingWrite>(writes.Where(write => write.Reports));
        do
        {
            if (reader.FieldCount > 0 && reader.GetName(0).StartsWith(ReportPrefix, StringComparison.Ordinal))
                await reporting.Dequeue().ReadAsync(reader, ct);
        }
        while (await reader.NextResultAsync(ct));
    }
}
