namespace Wolverine.Persistence.Durability;

/// <summary>
/// Envelopes as columns, to be written by one statement. Rows may be added until the statement runs: one that waits in a session
/// takes along whatever is published until the commit.
/// </summary>
internal sealed class InboxRows
{
    private readonly List<byte[]> _bodies = [];
    private readonly List<Guid> _ids = [];
    private readonly List<string> _statuses = [];
    private readonly List<int> _owners = [];
    private readonly List<DateTimeOffset?> _executionTimes = [];
    private readonly List<string> _messageTypes = [];
    private readonly List<string> _receivedAt = [];

    public object[] Columns => [_bodies, _ids, _statuses, _owners, _executionTimes, _messageTypes, _receivedAt];

    public static string InsertSql(string table, Func<int, string> parameter) =>
        $"""
        insert into {table} (body, id, status, owner_id, execution_time, attempts, message_type, received_at)
        select body, id, status, owner_id, execution_time, 0, message_type, received_at
        from unnest({parameter(1)}::bytea[], {parameter(2)}::uuid[], {parameter(3)}::varchar[], {parameter(4)}::integer[], {parameter(5)}::timestamptz[], {parameter(6)}::varchar[], {parameter(7)}::varchar[])
            as envelope (body, id, status, owner_id, execution_time, message_type, received_at)
        """;

    public void Add(Envelope envelope, int owner)
    {
        envelope.Status = envelope.ScheduledTime is null ? EnvelopeStatus.Incoming : EnvelopeStatus.Scheduled;
        envelope.OwnerId = owner;
        envelope.WasPersistedInInbox = true;

        _bodies.Add(EnvelopeBody.Write(envelope));
        _ids.Add(envelope.Id);
        _statuses.Add(envelope.Status.ToString());
        _owners.Add(envelope.OwnerId);
        _executionTimes.Add(envelope.ScheduledTime?.ToUniversalTime());
        _messageTypes.Add(envelope.MessageType!);
        _receivedAt.Add(envelope.Destination!.ToString());
    }
}
