using Npgsql;

namespace Marten.Events.Daemon;

/// <summary>Reads the exact high-water mark: every event up to it is committed, or never will be.</summary>
/// <remarks>
/// The order of the two statements is what makes it exact. A transaction that drew a number up to the one read first took its
/// lock before that. So when the locks are read, it either still holds it, or it has ended, and the next snapshot shows what it
/// did. Hence the events, too, are to be read by a later statement.
/// </remarks>
internal sealed class HighWaterDetector(NpgsqlDataSource database, string eventSchema)
{
    private readonly string _lastDrawn = HighWaterLock.LastDrawnSql(eventSchema);
    private readonly string _held = HighWaterLock.HeldSql(eventSchema);
    private long _mark = -1;

    public async Task<long> ReadAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var lastDrawn = await LastDrawnAsync(connection, ct);
        if (lastDrawn == _mark)
            return _mark;

        var mark = lastDrawn;
        await using var command = new NpgsqlCommand(_held, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            mark = Math.Min(mark, HighWaterLock.Widen(reader.GetFieldValue<uint>(0), lastDrawn));

        // An append that reads the sequence before others draw from it, and takes its lock after, carries a number lower than
        // need be. What was settled stays settled, unless the sequence itself was set back.
        _mark = lastDrawn < _mark ? mark : Math.Max(_mark, mark);
        return _mark;
    }

    /// <summary>Reads and publishes the mark for work that does not follow it.</summary>
    public static async Task<long> ReadOnceAsync(DocumentStore store, ProgressTable progress, CancellationToken ct)
    {
        await AssertExactAsync(store, ct);
        var mark = await new HighWaterDetector(store.DataSource, store.Options.EventGraph.SchemaName).ReadAsync(ct);
        if (mark > 0)
            await progress.PublishHighWaterAsync(mark, ct);
        return mark;
    }

    /// <exception cref="InvalidOperationException">The sequence hands out numbers in advance, so no mark would be exact.</exception>
    public static async Task AssertExactAsync(DocumentStore store, CancellationToken ct)
    {
        var sequence = $"{store.Options.EventGraph.SchemaName}.mt_events_sequence";
        await using var command = store.DataSource.CreateCommand($"select seqcache from pg_sequence where seqrelid = '{sequence}'::regclass");
        if (await command.ExecuteScalarAsync(ct) is long cache and not 1)
            throw new InvalidOperationException(
                $"The sequence {sequence} caches {cache} numbers, so events could be skipped. Run: alter sequence {sequence} cache 1");
    }

    private async Task<long> LastDrawnAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(_lastDrawn, connection);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }
}
