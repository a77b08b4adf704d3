using Marten;
using Npgsql;
using Reo.Ingestion.Contracts;
using Reo.Metrics.Contracts;
using Reo.Metrics.Identities;
using Reo.Metrics.Rebuilds;
using Reo.Metrics.Recognition;
using Reo.Metrics.Views;
using Reo.Metrics.Webhooks;

namespace Reo.Metrics.Developers;

/// <summary>
/// The raw events were masked before this. What Metrics itself knows of the identity is masked now, its links end, whoever it was linked
/// with is the same person and is erased too, and the views of all of them are made anew, as far as the projection has come. Late or
/// twice comes to the same.
/// </summary>
public static class DeveloperErasedHandler
{
    private const string By = "erasure";

    public static async Task<IEnumerable<LinkedIdentityToErase>> HandleAsync(
        DeveloperErased erased, IDocumentSession session, NpgsqlDataSource database, CancellationToken cancellation)
    {
        ViewsLock.Take(session, session.TenantId);
        ProjectAgain.Begin(session);
        ProjectAgain.Touch(session, session.TenantId, erased.DeveloperId, erased.ErasedAs);

        var links = await LinksAsync(erased, session.TenantId, database, cancellation);
        foreach (var link in links)
            End(session, erased, link);
        Mask(session, erased);
        FollowLinks.LinkTouched(session, session.TenantId);
        ProjectAgain.Queue(session, ViewTables.LiveSchema, Scope.TouchedSoFar(session.TenantId));
        ErasedMeanwhile.Note(session, session.TenantId);
        WebhookTables.Forget(session, erased.DeveloperId);
        return links.Where(link => link.IsLinked).Select(link => new LinkedIdentityToErase(link.Other));
    }

    /// <summary>None when the message was handled before: a link that was made since is not of what was erased.</summary>
    private static async Task<List<Link>> LinksAsync(
        DeveloperErased erased, string tenantId, NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select case when first = $2 then second else first end, is_linked, stream_id
            from metrics.identity_links
            where tenant_id = $1
                and (first = $2 or second = $2)
                and not exists (select from metrics.handled_erasures where tenant_id = $1 and erased_as = $3)
            """);
        command.Parameters.AddWithValue(tenantId);
        command.Parameters.AddWithValue(erased.DeveloperId);
        command.Parameters.AddWithValue(erased.ErasedAs);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var links = new List<Link>();
        while (await row.ReadAsync(cancellation))
            links.Add(new Link(row.GetString(0), row.GetBoolean(1), row.GetString(2)));
        return links;
    }

    /// <summary>The masked events of the link and the one that ends it name the same pair, so that a rebuild ends where this does.</summary>
    private static void End(IDocumentSession session, DeveloperErased erased, Link link)
    {
        Parameter[] parameters =
        [
            new("tenant", session.TenantId), new("stream", link.StreamId), new("identity", erased.DeveloperId), new("erased", erased.ErasedAs),
            new("other", link.Other),
        ];
        session.QueueNamed(
            """
            update app.mt_events
            set data = data || jsonb_build_object('First', @erased::text, 'Second', @other::text)
            where tenant_id = @tenant
                and stream_id = @stream
            """,
            parameters);
        session.QueueNamed(
            """
            update metrics.identity_links
            set first = @erased, second = @other, is_linked = false
            where tenant_id = @tenant
                and ((first = @identity and second = @other) or (first = @other and second = @identity))
            """,
            parameters);
        if (link.IsLinked)
            session.Events.Append(link.StreamId, new IdentitiesUnlinked(erased.ErasedAs, link.Other, By));
    }

    private static void Mask(IDocumentSession session, DeveloperErased erased)
    {
        Parameter[] parameters =
        [
            new("tenant", session.TenantId), new("identity", erased.DeveloperId), new("erased", erased.ErasedAs),
            new("stream", new AssignmentKey(AssignmentKey.Developer, erased.DeveloperId).StreamOf(session.TenantId)),
        ];
        session.QueueNamed(
            """
            update app.mt_events
            set data = data || jsonb_build_object('Key', @erased::text)
            where tenant_id = @tenant
                and stream_id = @stream
                and data ->> 'Key' = @identity
                and not exists (select from metrics.handled_erasures where tenant_id = @tenant and erased_as = @erased)
            """,
            parameters);
        session.QueueNamed(
            $"""
            update metrics.company_assignments
            set key = @erased
            where tenant_id = @tenant
                and kind = '{AssignmentKey.Developer}'
                and key = @identity
                and not exists (select from metrics.handled_erasures where tenant_id = @tenant and erased_as = @erased)
            """,
            parameters);
        session.QueueNamed(
            "insert into metrics.handled_erasures (tenant_id, erased_as) values (@tenant, @erased) on conflict do nothing", parameters);
    }

    private sealed record Link(string Other, bool IsLinked, string StreamId);
}
