using JasperFx.Events;
using Marten;
using Npgsql;
using Reo.Ingestion.Contracts;

namespace Reo.Ingestion.Writing;

/// <summary>One transaction for the events of any number of requests, streams and tenants.</summary>
internal sealed class UsageStore(IDocumentStore store, NpgsqlDataSource database)
{
    /// <summary>
    /// Commits the events whose ids are new, and says of each whether it was. The look-up finds what is committed; an id that somebody
    /// else is committing at this moment fails the transaction at the unique index, and the next attempt's look-up finds it.
    /// </summary>
    public async Task<Written[]> AppendAsync(IReadOnlyList<UsageToWrite> events)
    {
        var seen = await StoredAsync(events);
        var written = new Written[events.Count];
        await using var session = store.LightweightSession();
        for (var i = 0; i < events.Count; i++)
        {
            if (!seen.Add(events[i].Id))
            {
                written[i] = Written.Duplicate;
                continue;
            }

            var (tenantId, streamKey, id, data) = events[i];
            session.ForTenant(tenantId).Events.Append(streamKey, Wrap(id, data));
        }

        await session.SaveChangesAsync();
        return written;
    }

    private async Task<HashSet<Guid>> StoredAsync(IReadOnlyList<UsageToWrite> events)
    {
        await using var command = database.CreateCommand("select id from app.mt_events where id = any($1)");
        command.Parameters.AddWithValue(events.Select(e => e.Id).ToArray());
        await using var reader = await command.ExecuteReaderAsync();
        var stored = new HashSet<Guid>(events.Count);
        while (await reader.ReadAsync())
            stored.Add(reader.GetGuid(0));
        return stored;
    }

    private static IEvent Wrap(Guid id, object data) => data switch
    {
        UsageRecorded recorded => new Event<UsageRecorded>(recorded) { Id = id },
        UsageHeld held => new Event<UsageHeld>(held) { Id = id },
        _ => throw new ArgumentOutOfRangeException(nameof(data), data.GetType().Name, message: null),
    };
}
