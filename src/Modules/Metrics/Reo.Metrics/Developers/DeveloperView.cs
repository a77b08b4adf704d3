using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Reo.Ingestion.Contracts;

namespace Reo.Metrics.Developers;

/// <summary>One developer of one tenant, from every usage recorded of them. A row of <c>reports.developers</c>.</summary>
/// <param name="DeveloperId">Type and canonical id, for example <c>github/michaelbevan</c>.</param>
/// <param name="UserIdType"><c>EMAIL</c>, <c>SOCIAL</c>, <c>LINKEDIN</c>, <c>GITHUB</c> or <c>USERNAME</c>; <c>ERASED</c> when the personal data was erased.</param>
/// <param name="UserId">Canonical: e-mail in lower case, the handle of a profile URL.</param>
/// <param name="FirstSeenAt">The earliest time an event says it happened.</param>
/// <param name="LastSeenAt">The latest.</param>
/// <param name="UsageCount">Uses, an aggregate as many as it counts; <c>CALL HOME</c> is presence and not counted.</param>
internal sealed record DeveloperView(
    string DeveloperId, string UserIdType, string UserId, DateTimeOffset FirstSeenAt, DateTimeOffset LastSeenAt, long UsageCount)
{
    public const string ProjectionName = "Developers";
    public const string TableName = "reports.developers";

    public const string Table =
        """
        create table if not exists reports.developers (
            tenant_id text not null,
            developer_id text not null,
            user_id_type text not null,
            user_id text not null,
            first_seen_at timestamptz not null,
            last_seen_at timestamptz not null,
            usage_count bigint not null,
            primary key (tenant_id, developer_id)
        );
        create index if not exists developers_by_last_seen on reports.developers (tenant_id, last_seen_at desc, developer_id);
        comment on table reports.developers is 'One row a developer of a tenant, from every usage recorded of them';
        comment on column reports.developers.developer_id is 'Type and canonical id, for example github/michaelbevan';
        comment on column reports.developers.user_id_type is 'EMAIL, SOCIAL, LINKEDIN, GITHUB or USERNAME; ERASED when the personal data was erased';
        comment on column reports.developers.user_id is 'Canonical: e-mail in lower case, the handle of a profile URL';
        comment on column reports.developers.first_seen_at is 'The earliest time an event says it happened';
        comment on column reports.developers.last_seen_at is 'The latest time an event says it happened';
        comment on column reports.developers.usage_count is 'Uses, an aggregate as many as it counts; CALL HOME is presence and not counted';
        """;

    /// <summary>
    /// Adds the events of one tenant from one sequence number to another, both included. Earliest, latest and sum: the order of the
    /// events does not matter. Rows are locked in the order of their key, so that two writers cannot lock each other out.
    /// </summary>
    public const string AddEvents =
        $"""
        {SelectEvents}
            and seq_id between ? and ?
        {Merge}
        """;

    /// <summary>Adds what the projection has read so far of some streams; <see cref="Erase"/> has deleted their rows.</summary>
    public const string AddStreams =
        $"""
        {SelectEvents}
            and stream_id = any(?)
            and seq_id <= (select last_seq_id from app.mt_event_progression where name = '{ProjectionName}:All')
        {Merge}
        """;

    private const string SelectEvents =
        """
        insert into reports.developers as view
        select
            tenant_id,
            lower(data ->> 'UserIdType') || '/' || (data ->> 'UserId') as developer_id,
            data ->> 'UserIdType',
            data ->> 'UserId',
            to_timestamp(min((data ->> 'EventAt')::bigint)),
            to_timestamp(max((data ->> 'EventAt')::bigint)),
            coalesce(sum(coalesce((data ->> 'Count')::bigint, 1)) filter (where data ->> 'ActivityType' <> ?), 0)
        from app.mt_events
        where tenant_id = ?
            and type = 'usage_recorded'
            and data ->> 'UserId' is not null
        """;

    private const string Merge =
        """
        group by tenant_id, data ->> 'UserIdType', data ->> 'UserId'
        order by developer_id
        on conflict (tenant_id, developer_id) do update set
            first_seen_at = least(view.first_seen_at, excluded.first_seen_at),
            last_seen_at = greatest(view.last_seen_at, excluded.last_seen_at),
            usage_count = view.usage_count + excluded.usage_count
        """;

    /// <summary>
    /// The raw events were masked before this. The lock waits for a page that still read them as they were; then both rows are made anew
    /// from what is there now, whatever the projection has read: late or twice comes to the same.
    /// </summary>
    public static void Erase(IDocumentOperations operations, DeveloperErased erased)
    {
        string[] developers = [erased.DeveloperId, erased.ErasedAs];
        operations.QueueSqlCommand("lock table reports.developers in share row exclusive mode");
        operations.QueueSqlCommand(
            "delete from reports.developers where tenant_id = ? and developer_id = any(?)", operations.TenantId, developers);
        operations.QueueSqlCommand(
            AddStreams,
            ActivityTypes.CallHome,
            operations.TenantId,
            developers.Select(developer => $"{operations.TenantId}/developer/{developer}").ToArray());
    }
}

/// <summary>
/// One statement a page, whatever the page's size; the events themselves never leave the database. It commits together with the
/// projection's progress, so each event is added exactly once.
/// </summary>
internal sealed class DeveloperProjection : IProjection
{
    public Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        operations.QueueSqlCommand(
            DeveloperView.AddEvents, ActivityTypes.CallHome, events[0].TenantId, events[0].Sequence, events[^1].Sequence);
        return Task.CompletedTask;
    }
}
