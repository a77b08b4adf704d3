using Marten;
using Reo.Ingestion.Contracts;
using Reo.Metrics.Rebuilds;
using Reo.Metrics.Views;
using Reo.Metrics.Webhooks;

namespace Reo.Metrics.Developers;

/// <summary>
/// The raw events were masked before this: the views of both, and of whoever is linked with them, are made anew from what is there now,
/// as far as the projection has come. Late or twice comes to the same.
/// </summary>
public static class DeveloperErasedHandler
{
    public static void Handle(DeveloperErased erased, IDocumentSession session)
    {
        ViewsLock.Take(session, session.TenantId);
        ProjectAgain.Begin(session);
        ProjectAgain.Touch(session, session.TenantId, erased.DeveloperId, erased.ErasedAs);
        ProjectAgain.Queue(session, ViewTables.LiveSchema, Scope.TouchedSoFar(session.TenantId));
        ErasedMeanwhile.Note(session, session.TenantId);
        WebhookTables.Forget(session, erased.DeveloperId);
    }
}
