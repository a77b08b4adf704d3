using JasperFx.Events;
using Marten;
using Marten.Services;
using Npgsql;
using NpgsqlTypes;
using Reo.Ingestion.Contracts;
using Reo.Ingestion.HeldEvents;
using EventIdentity = Reo.Ingestion.Usage.EventIdentity;

namespace Reo.Ingestion.Writing;

/// <summary>Puts the events of any number of requests, streams and tenants into one transaction.</summary>
internal sealed class UsageStore(IDocumentStore store)
{
    private const int CommitsAfterDuplicate = 100;

    private volatile int _commitsToLookUp;

    /// <summary>
    /// Appends the events whose ids are new, and says of each whether it was. The unique index on the ids decides: a second use of one
    /// fails the whole transaction, and the next attempt looks up which. Products that retry do it again and again, so after a duplicate
    /// the ids are looked up beforehand for a while. The held form of an event is another id, so that one is always looked up.
    /// </summary>
    /// <param name="transaction">The caller's, to commit or to roll back.</param>
    /// <param name="events">In the order in which they come.</param>
    /// <param name="isRepeated">An earlier attempt of this node failed: also the ids that nobody else can have stored are looked up.</param>
    public async Task<Written[]> AppendAsync(NpgsqlTransaction transaction, IReadOnlyList<UsageToWrite> events, bool isRepeated)
    {
        await using var session = store.LightweightSession(SessionOptions.ForTransaction(transaction));
        var looksUp = isRepeated || LooksUp(events);
        var stored = looksUp ? await StoredAsync(session, events, isRepeated, CancellationToken.None) : new HashSet<Guid>(events.Count);
        var written = Append(session, events, stored);
        HeldActivityTypes.Note(session, events, written);
        await session.SaveChangesAsync();
        if (written.Contains(Written.Duplicate))
            _commitsToLookUp = CommitsAfterDuplicate;
        return written;
    }

    /// <summary>Appends the events whose ids are new to the session's unit of work. What is recorded already is not held as well.</summary>
    public static async Task<Written[]> AppendNewAsync(IDocumentSession session, IReadOnlyList<UsageToWrite> events, CancellationToken cancellation) =>
        Append(session, events, await StoredAsync(session, events, all: true, cancellation));

    private bool LooksUp(IReadOnlyList<UsageToWrite> events)
    {
        if (_commitsToLookUp > 0)
        {
            _commitsToLookUp--;
            return true;
        }

        return events.Any(e => e.IsHeld);
    }

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
