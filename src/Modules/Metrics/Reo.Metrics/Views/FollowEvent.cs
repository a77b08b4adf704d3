using JasperFx.Events;
using Marten;
using Reo.Metrics.Identities;
using Reo.Metrics.Recognition;

namespace Reo.Metrics.Views;

/// <summary>Follows a link or a rule where it stands among the usage.</summary>
internal static class FollowEvent
{
    /// <returns>Whether streams have to be projected again.</returns>
    public static bool Queue(IDocumentOperations operations, string schema, string tenantId, IEvent e)
    {
        switch (e.Data)
        {
            case IdentitiesLinked or IdentitiesUnlinked:
                FollowLinks.Queue(operations, tenantId, e.Sequence);
                return true;
            case CompanyAssigned it:
                FollowAssignments.Queue(operations, schema, tenantId, new AssignmentKey(it.Kind, it.Key), it.Company, e.Sequence);
                return false;
            case CompanyUnassigned it:
                FollowAssignments.Queue(operations, schema, tenantId, new AssignmentKey(it.Kind, it.Key), company: null, e.Sequence);
                return false;
            default:
                return false;
        }
    }
}
