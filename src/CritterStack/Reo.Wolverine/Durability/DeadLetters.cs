using Npgsql;
using Wolverine.Persistence.Durability.DeadLetterManagement;

namespace Wolverine.Persistence.Durability;

internal sealed class DeadLetters(MessageDatabase database) : IDeadLetters
{
    /// <summary>Moves a message whose handling was given up, with the reason.</summary>
    public Task MoveAsync(Envelope envelope, Exception exception, CancellationToken cancellation)
    {
        envelope.Headers["exception-type"] = TypeOf(exception);
        envelope.Headers["exception-message"] = exception.Message;
        envelope.Headers["exception-stack"] = exception.StackTrace ?? "";
        envelope.Headers["failed-at"] = $"{Clock.Now.ToUnixTimeMilliseconds()}";
        envelope.Headers["original-destination"] = envelope.Destination?.ToString();
        return MoveAsync(
            new InboxRow(envelope.Id, EnvelopeBody.Write(envelope), envelope.Attempts, envelope.MessageType!, envelope.Destination?.ToString()),
            envelope.Source,
            envelope.SentAt,
            exception,
            cancellation);
    }

    /// <summary>Moves a row that cannot be read as a message known here.</summary>
    public Task MoveUnreadableAsync(InboxRow row, Exception exception, CancellationToken cancellation) =>
        MoveAsync(row, source: null, sentAt: null, exception, cancellation);

    /// <summary>Puts the letters marked as replayable back into the inbox, for any node.</summary>
    public Task PutBackReplayableAsync(CancellationToken cancellation) =>
        database.ExecuteAsync(
            MessageDatabase.Sql(
                $"""
                with letters as (
                    delete from {database.DeadLetters}
                    where replayable = true
                    returning id, body, message_type, received_at)
                insert into {database.Incoming} (id, status, owner_id, attempts, body, message_type, received_at)
                select id, 'Incoming', 0, 0, body, message_type, received_at
                from letters
                on conflict (id) do update set status = 'Incoming', owner_id = 0, attempts = 0, execution_time = null, keep_until = null
                """),
            cancellation);

    public async Task<DeadLetterEnvelopeResults> QueryAsync(DeadLetterEnvelopeQuery query, CancellationToken token)
    {
        var page = Math.Max(query.PageNumber, 1);
        var rows = await database.QueryAsync(
            Where(
                query,
                condition =>
                    $"""
                    select id, execution_time, body, message_type, received_at, source, exception_type, exception_message, sent_at, replayable, count(*) over ()
                    from {database.DeadLetters}
                    where {condition}
                    order by sent_at, id
                    limit {query.PageSize} offset {(page - 1) * query.PageSize}
                    """),
            reader => (Letter: Read(reader), Total: reader.GetInt64(10)),
            token);
        return new DeadLetterEnvelopeResults
        {
            PageNumber = page,
            TotalCount = rows.Count == 0 ? 0 : (int)rows[0].Total,
            Envelopes = [.. rows.Select(row => row.Letter)],
        };
    }

    public Task ReplayAsync(DeadLetterEnvelopeQuery query, CancellationToken token) =>
        database.ExecuteAsync(Where(query, condition => $"update {database.DeadLetters} set replayable = true where {condition}"), token);

    public Task DiscardAsync(DeadLetterEnvelopeQuery query, CancellationToken token) =>
        database.ExecuteAsync(Where(query, condition => $"delete from {database.DeadLetters} where {condition}"), token);

    private Task MoveAsync(InboxRow row, string? source, DateTimeOffset? sentAt, Exception exception, CancellationToken cancellation) =>
        database.ExecuteAsync(
            cancellation,
            MessageDatabase.Sql($"delete from {database.Incoming} where id = $1", row.Id),
            MessageDatabase.Sql(
                $"""
                insert into {database.DeadLetters} (id, body, message_type, received_at, source, exception_type, exception_message, sent_at, replayable)
                values ($1, $2, $3, $4, $5, $6, $7, $8, false)
                on conflict (id) do update
                set body = excluded.body, exception_type = excluded.exception_type, exception_message = excluded.exception_message, replayable = false
                """,
                row.Id,
                row.Body,
                row.MessageType,
                row.ReceivedAt,
                source,
                TypeOf(exception),
                exception.Message.Replace("\0", "", StringComparison.Ordinal),
                sentAt));

    private static NpgsqlBatchCommand Where(DeadLetterEnvelopeQuery query, Func<string, string> sql) =>
        MessageDatabase.Sql(
            sql("""
                (cardinality($1) = 0 or id = any($1))
                and ($2::varchar is null or message_type = $2)
                and ($3::varchar is null or exception_type = $3)
                and ($4::varchar is null or received_at = $4)
                and ($5::boolean is null or replayable = $5)
                """),
            query.MessageIds,
            query.MessageType,
            query.ExceptionType,
            query.ReceivedAt,
            query.Replayable);

    private static DeadLetterEnvelope Read(NpgsqlDataReader row)
    {
        return new DeadLetterEnvelope(
            row.GetGuid(0),
            row.IsDBNull(1) ? null : row.GetFieldValue<DateTimeOffset>(1),
            EnvelopeOf(row.GetFieldValue<byte[]>(2)),
            row.GetString(3),
            Text(4),
            Text(5),
            Text(6),
            Text(7),
            row.IsDBNull(8) ? default : row.GetFieldValue<DateTimeOffset>(8),
            !row.IsDBNull(9) && row.GetBoolean(9));

        string Text(int column) => row.IsDBNull(column) ? "" : row.GetString(column);
    }

    private static Envelope EnvelopeOf(byte[] body)
    {
        try
        {
            return EnvelopeBody.Read(body).Envelope;
        }
        catch (Exception unreadable) when (unreadable is IOException or FormatException or ArgumentException)
        {
            return new Envelope();
        }
    }

    private static string TypeOf(Exception exception) => exception.GetType().FullName!;
}
