using JasperFx.Events;
using Marten;
using Npgsql;
using NpgsqlTypes;
using Reo.Ingestion.Contracts;
using Reo.Ingestion.HeldEvents;
using EventIdentity = Reo.Ingestion.Usage.EventIdentity;

namespace Reo.Ingestion.Writing;

/// <summary>The store failed before anything was appended: whatever went wrong, the events are not in it.</summary>
internal sealed class NothingAppendedException(Exception innerException) : Exception(innerException.Message, innerException);

/// <summary>One transaction for the events of any number of requests, streams and tenants.</summary>
internal sealed class UsageStore(IDocumentStore store)
{
    /// <summary>
    /// Commits the events whose ids are new, and says of each whether it was. The look-up finds what is committed; an id that somebody
    /// else is committing at this moment fails the transaction at the unique index, and the next attempt's look-up finds it.
    /// </summary>
    /// <param name="events">In the order in which they come.</param>
    /// <param name="lookUpAll">Also the ids that only an earlier attempt of this node can have stored.</param>
    /// <exception cref="NothingAppendedException">It failed before the first event.</exception>
    public async Task<Written[]> AppendAsync(IReadOnlyList<UsageToWrite> events, bool lookUpAll)
    {
        await using var session = store.LightweightSession();
        Written[] written;
        try
        {
            await session.BeginTransactionAsync(CancellationToken.None);
            var stored = await StoredAsync(session, events, lookUpAll, CancellationToken.None);
            written = Append(session, events, stored);
            HeldActivityTypes.Note(session, events, written);
        }
        catch (Exception e)
        {
            throw new NothingAppendedException(e);
        }

        await session.SaveChangesAsync();
        return written;
    }

    /// <summary>Appends the events whose ids are new to the session's unit of work. What is recorded already is not held as well.</summary>
    public static async Task<Written[]> AppendNewAsync(IDocumentSession session, IReadOnlyList<UsageToWrite> events, CancellationToken cancellation) =>
        Append(session, events, await StoredAsync(session, events, all: true, cancellation));

    private static Written[] Append(IDocumentSession session, IReadOnlyList<UsageToWrite> events, HashSet<Guid> seen)
    {
        var written = new Written[events.Count];
        var tenants = new Dictionary<string, ITenantOperations>();
        for (var i = 0; i < events.Count; i++)
        {
            var (tenantId, streamKey, id, data) = events[i];
            if ((events[i].IsHeld && seen.Contains(EventIdentity.OtherForm(id))) || !seen.Add(id))
            {
                written[i] = Written.Duplicate;
                continue;
            }

            if (!tenants.TryGetValue(tenantId, out var tenant))
                tenants.Add(tenantId, tenant = session.ForTenant(tenantId));
            tenant.Events.Append(streamKey, Wrap(id, data));
        }

        return written;
    }

    private static async Task<HashSet<Guid>> StoredAsync(
        IDocumentSession session, IReadOnlyList<UsageToWrite> events, bool all, CancellationToken cancellation)
    {
        var stored = new HashSet<Guid>(events.Count);
        var ids = new List<Guid>(events.Count);
        foreach (var e in events)
        {
            if (all || e.CanBeStored)
                ids.Add(e.Id);
            if (e.IsHeld && e.CanBeStored)
                ids.Add(EventIdentity.OtherForm(e.Id));
        }

        if (ids.Count == 0)
            return stored;

        await using var command = new NpgsqlCommand(
            """
            select id
            from app.mt_events
            where id = any($1)
            """,
            session.Connection);
        command.Parameters.Add(new NpgsqlParameter<List<Guid>> { TypedValue = ids, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
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
