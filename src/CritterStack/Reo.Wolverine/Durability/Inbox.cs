using Marten;
using Npgsql;

namespace Wolverine.Persistence.Durability;

/// <summary>The rows of messages that are to be handled, and their SQL.</summary>
internal sealed class Inbox(MessageDatabase database, Node node, TimeSpan keepHandled)
{
    /// <summary>Rows taken at a time when stored messages are picked up.</summary>
    public const int PageSize = 500;

    /// <summary>Writes and marks in one transaction and one round trip.</summary>
    public Task WriteAsync(IReadOnlyList<Envelope> envelopes, IReadOnlyList<Guid> handled, CancellationToken cancellation)
    {
        var commands = new List<NpgsqlBatchCommand>(2);
        if (envelopes.Count > 0)
            commands.Add(MessageDatabase.Sql(InboxRows.InsertSql(database.Incoming, number => $"${number}"), RowsOf(envelopes).Columns));
        if (handled.Count > 0)
            commands.Add(MessageDatabase.Sql(MarkHandledSql("$1", "any($2)"), Clock.Now + keepHandled, handled.ToArray()));
        return commands.Count == 0 ? Task.CompletedTask : database.ExecuteAsync(cancellation, [.. commands]);
    }

    /// <summary>Writes the envelopes in the transaction of the session. More rows may be added until it commits.</summary>
    public InboxRows Queue(IDocumentSession session, IReadOnlyList<Envelope> envelopes)
    {
        var rows = RowsOf(envelopes);
        session.QueueSqlCommand(InboxRows.InsertSql(database.Incoming, _ => "?"), rows.Columns);
        return rows;
    }

    public void AddTo(InboxRows rows, IEnumerable<Envelope> envelopes)
    {
        foreach (var envelope in envelopes)
            rows.Add(envelope, node.Number);
    }

    /// <summary>Marks the envelope as handled in the transaction of the session.</summary>
    public void QueueHandled(IDocumentSession session, Envelope envelope) =>
        session.QueueSqlCommand(MarkHandledSql("?", "?"), Clock.Now + keepHandled, envelope.Id);

    /// <summary>Puts a message off; it comes back as any scheduled message does.</summary>
    public Task RescheduleAsync(Envelope envelope, CancellationToken cancellation) =>
        database.ExecuteAsync(
            MessageDatabase.Sql(
                $"""
                update {database.Incoming}
                set status = 'Scheduled', execution_time = $2, attempts = $3
                where id = $1
                """,
                envelope.Id,
                envelope.ScheduledTime!.Value,
                envelope.Attempts),
            cancellation);

    /// <summary>Takes scheduled messages of these queues that are due. Each goes to one node only.</summary>
    public Task<List<InboxRow>> TakeDueAsync(string[] queues, CancellationToken cancellation) =>
        TakeAsync("status = 'Scheduled' and execution_time <= $4 and received_at = any($3)", "execution_time", [queues, Clock.Now], cancellation);

    /// <summary>Takes messages of these queues that no node owns. Each goes to one node only.</summary>
    public Task<List<InboxRow>> TakeUnownedAsync(string[] queues, CancellationToken cancellation) =>
        TakeAsync("status = 'Incoming' and owner_id = 0 and received_at = any($3)", "id", [queues], cancellation);

    /// <summary>Takes these messages of our own again.</summary>
    public Task<List<InboxRow>> TakeOwnAsync(Guid[] ids, CancellationToken cancellation) =>
        TakeAsync("status = 'Incoming' and owner_id = $2 and id = any($3)", "id", [ids], cancellation);

    public Task<List<Guid>> OwnIncomingAsync(CancellationToken cancellation) =>
        database.QueryAsync(
            MessageDatabase.Sql($"select id from {database.Incoming} where owner_id = $1 and owner_id <> 0 and status = 'Incoming'", node.Number),
            reader => reader.GetGuid(0),
            cancellation);

    /// <summary>Makes the messages of nodes that are no more available to the living.</summary>
    public Task ReleaseOfDeadNodesAsync(CancellationToken cancellation) =>
        database.ExecuteAsync(
            MessageDatabase.Sql(
                $"""
                with recursive owners (id) as (
                    (select owner_id from {database.Incoming} where owner_id <> 0 order by owner_id limit 1)
                    union all
                    select (select owner_id from {database.Incoming} where owner_id <> 0 and owner_id > owners.id order by owner_id limit 1)
                    from owners
                    where owners.id is not null)
                update {database.Incoming}
                set owner_id = 0
                where owner_id = any(array(
                    select id from owners
                    where id is not null and not exists (select from {database.Nodes} where node_number = owners.id)))
                """),
            cancellation);

    /// <summary>Makes a node's messages available to any.</summary>
    public Task ReleaseAsync(int owner, CancellationToken cancellation) =>
        database.ExecuteAsync(
            MessageDatabase.Sql($"update {database.Incoming} set owner_id = 0 where owner_id = $1 and owner_id <> 0", owner),
            cancellation);

    /// <summary>Makes every other node's messages available: for a node that is alone.</summary>
    public Task ReleaseOfOthersAsync(CancellationToken cancellation) =>
        database.ExecuteAsync(
            MessageDatabase.Sql($"update {database.Incoming} set owner_id = 0 where owner_id <> 0 and owner_id <> $1", node.Number),
            cancellation);

    public async Task DeleteExpiredHandledAsync(CancellationToken cancellation)
    {
        const int batch = 5000;
        int deleted;
        do
        {
            deleted = await database.ExecuteAsync(
                MessageDatabase.Sql(
                    $"""
                    delete from {database.Incoming}
                    where id = any(array(
                        select id from {database.Incoming}
                        where status = 'Handled' and keep_until <= $1
                        limit {batch}
                        for update skip locked))
                    """,
                    Clock.Now),
                cancellation);
        }
        while (deleted == batch);
    }

    private Task<List<InboxRow>> TakeAsync(string condition, string order, object[] parameters, CancellationToken cancellation) =>
        database.QueryAsync(
            MessageDatabase.Sql(
                $"""
                with taken as (
                    select id from {database.Incoming}
                    where {condition}
                    order by {order}
                    limit $1
                    for update skip locked)
                update {database.Incoming} as incoming
                set status = 'Incoming', owner_id = $2
                from taken
                where incoming.id = taken.id
                returning incoming.id, incoming.body, incoming.attempts, incoming.message_type, incoming.received_at
                """,
                [PageSize, node.Number, .. parameters]),
            reader => new InboxRow(
                reader.GetGuid(0),
                reader.GetFieldValue<byte[]>(1),
                reader.IsDBNull(2) ? 0 : reader.GetInt32(2),
                reader.GetString(3),
                reader.IsDBNull(4) ? null : reader.GetString(4)),
            cancellation);

    private string MarkHandledSql(string keepUntil, string id) =>
        $"update {database.Incoming} set status = 'Handled', keep_until = {keepUntil} where id = {id}";

    private InboxRows RowsOf(IEnumerable<Envelope> envelopes)
    {
        var rows = new InboxRows();
        AddTo(rows, envelopes);
        return rows;
    }
}

internal sealed record InboxRow(Guid Id, byte[] Body, int Attempts, string MessageType, string? ReceivedAt);
