using Marten;
using Reo.Ingestion.Contracts;
using Reo.Ingestion.Writing;

namespace Reo.Ingestion.HeldEvents;

/// <summary>
/// Which activity types a tenant ever had held events of, and how far their streams were settled. A held stream has nothing but held
/// events in it: its version is their number, and what waits is what came after <c>settled_version</c>.
/// </summary>
internal static class HeldActivityTypes
{
    public const string Table =
        """
        create table if not exists ingestion.held_activity_types (
            tenant_id text not null,
            activity_type text not null,
            settled_version bigint not null default 0,
            announced_revision bigint not null default 0,
            primary key (tenant_id, activity_type)
        );
        comment on column ingestion.held_activity_types.settled_version is 'Up to this version of its stream, the held events were released or discarded';
        comment on column ingestion.held_activity_types.announced_revision is 'Stream version plus settled version when the other modules were last told';
        """;

    /// <summary>A stream of held events and its row become visible together. Rows in the order of their key: no deadlock.</summary>
    public static void Note(IDocumentSession session, IReadOnlyList<UsageToWrite> events, Written[] written)
    {
        var types = new HashSet<(string TenantId, string ActivityType)>();
        for (var i = 0; i < events.Count; i++)
        {
            if (written[i] == Written.Stored && events[i].Event is UsageHeld held)
                types.Add((events[i].TenantId, held.Usage.ActivityType));
        }

        if (types.Count == 0)
            return;

        session.QueueSqlCommand(
            """
            insert into ingestion.held_activity_types (tenant_id, activity_type)
            select tenant_id, activity_type
            from unnest(?, ?) as held (tenant_id, activity_type)
            order by tenant_id, activity_type
            on conflict do nothing
            """,
            types.Select(type => type.TenantId).ToArray(), types.Select(type => type.ActivityType).ToArray());
    }
}
