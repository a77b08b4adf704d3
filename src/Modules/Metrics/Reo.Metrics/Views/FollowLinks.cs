using Marten;

namespace Reo.Metrics.Views;

/// <summary>
/// Keeps who is linked with whom. The developer of linked identities is the first of them by type, then by name: it follows from the
/// links alone, not from usage or from the order of the links.
/// </summary>
internal static class FollowLinks
{
    /// <summary>Of all <c>mate</c>s that an identity is linked with, itself among them.</summary>
    public const string DeveloperOf =
        "(array_agg(mate order by array_position(array['email', 'github', 'linkedin', 'social', 'username'], split_part(mate, '/', 1)), mate))[1]";

    /// <summary>
    /// Reads the event from the table, not from the page: an erasure may have masked it since the page was read.
    /// </summary>
    /// <param name="operations">Hold the tenant's lock.</param>
    /// <param name="tenantId">Whose identities.</param>
    /// <param name="sequence">Of the event that links or unlinks.</param>
    public static void Queue(IDocumentOperations operations, string tenantId, long sequence)
    {
        Parameter[] parameters = [new("tenant", tenantId), new("sequence", sequence)];
        ProjectAgain.Begin(operations);
        ProjectAgain.TouchFound(
            operations, "select unnest(array[data ->> 'First', data ->> 'Second']) from app.mt_events where seq_id = @sequence", parameters);
        operations.QueueNamed(
            """
            insert into metrics.identity_links as known (tenant_id, first, second, is_linked, stream_id, sequence)
            select @tenant, data ->> 'First', data ->> 'Second', type = 'identities_linked', stream_id, seq_id
            from app.mt_events
            where seq_id = @sequence
            on conflict (tenant_id, first, second) do update set is_linked = excluded.is_linked, sequence = excluded.sequence
            where known.sequence < excluded.sequence
            """,
            parameters);
        LinkTouched(operations, tenantId);
    }

    /// <summary>Finds out anew who belongs together among the touched identities.</summary>
    public static void LinkTouched(IDocumentOperations operations, string tenantId)
    {
        Parameter[] tenant = [new("tenant", tenantId)];
        operations.QueueNamed("delete from metrics.linked_identities where tenant_id = @tenant and identity in (select identity from touched)", tenant);
        operations.QueueNamed(
            $"""
            with recursive reach (identity, mate) as (
                select identity, identity
                from touched
                union
                select reach.identity, case when link.first = reach.mate then link.second else link.first end
                from reach
                join metrics.identity_links link
                    on link.tenant_id = @tenant and link.is_linked and (link.first = reach.mate or link.second = reach.mate)
            )
            insert into metrics.linked_identities (tenant_id, identity, developer_id)
            select @tenant, identity, {DeveloperOf}
            from reach
            group by identity
            having count(*) > 1
            """,
            tenant);
    }
}
