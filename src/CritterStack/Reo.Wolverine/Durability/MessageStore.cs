using Wolverine.Logging;

namespace Wolverine.Persistence.Durability;

internal sealed class MessageStore(MessageDatabase database, DeadLetters deadLetters) : IMessageStore, IMessageStoreAdmin
{
    public IDeadLetters DeadLetters { get; } = deadLetters;

    public IMessageStoreAdmin Admin => this;

    public async Task<PersistedCounts> FetchCountsAsync()
    {
        var counts = await database.QueryAsync(
            MessageDatabase.Sql(
                $"""
                select
                    count(*) filter (where status = 'Incoming'),
                    count(*) filter (where status = 'Scheduled'),
                    count(*) filter (where status = 'Handled'),
                    (select count(*) from {database.DeadLetters})
                from {database.Incoming}
                """),
            reader => new PersistedCounts
            {
                Incoming = (int)reader.GetInt64(0),
                Scheduled = (int)reader.GetInt64(1),
                Handled = (int)reader.GetInt64(2),
                DeadLetter = (int)reader.GetInt64(3),
            },
            CancellationToken.None);
        return counts.Single();
    }
}
