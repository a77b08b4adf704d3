using Marten;

namespace Reo.Metrics.Views;

/// <summary>One writer of a tenant's views at a time: a page, or whoever projects streams again.</summary>
internal static class ViewsLock
{
    public static void Take(IDocumentOperations operations, string tenantId) =>
        operations.QueueSqlCommand("select pg_advisory_xact_lock(hashtext('reo views'), hashtext(?))", tenantId);
}
