using Reo.Ingestion.Contracts;

namespace Reo.Ingestion.Usage;

/// <summary>Which stream a fact belongs to. Every key begins with the tenant: one unit of work writes several tenants' streams.</summary>
internal static class UsageStreams
{
    public static string Developer(string tenantId, UsageRecorded usage) =>
        $"{tenantId}/developer/{usage.UserIdType!.ToLowerInvariant()}/{usage.UserId}";

    public static string Held(string tenantId, string activityType) => $"{tenantId}/held/{activityType}";
}
