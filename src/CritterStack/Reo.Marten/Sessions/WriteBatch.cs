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
        var writers = new List<PendingWrite>(writes.Count);
        foreach (var write in writes)
        {
            foreach (var command in write.Commands())
            {
                batch.BatchCommands.Add(command);
                writers.Add(write);
            }
        }

        try
        {
            await using var reader = await batch.ExecuteReaderAsync(ct);
            await ReadReportsAsync(writes, reader, ct);
        }
        catch (PostgresException refusal)
        {
            throw Refused(writers, batch, refusal);
        }
        catch (NpgsqlException failure)
        {
            throw new MartenCommandException("", failure);
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

    private static Exception Refused(List<PendingWrite> writers, NpgsqlBatch batch, PostgresException refusal) =>
        refusal.BatchCommand is NpgsqlBatchCommand refused
            ? writers[batch.BatchCommands.IndexOf(refused)].Explain(refusal, refused.CommandText)
            : new MartenCommandException("", refusal);
}
