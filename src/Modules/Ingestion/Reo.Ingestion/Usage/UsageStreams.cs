using Reo.Ingestion.Contracts;

namespace Reo.Ingestion.Usage;

/// <summary>Which stream a fact belongs to. Every key begins with the tenant: one unit of work writes several tenants' streams.</summary>
internal static class UsageStreams
{
    /// <summary>The developer's; of usage that names nobody, the domain's or else the address's.</summary>
    public static string Of(string tenantId, UsageRecorded usage) => usage switch
    {
        { UserId: { } userId, UserIdType: { } type } => $"{tenantId}/developer/{type.ToLowerInvariant()}/{userId}",
        { Domain: { } domain } => $"{tenantId}/domain/{domain}",
        _ => $"{tenantId}/ip/{usage.IpAddr}",
    };

    public static string Held(string tenantId, string activityType) => $"{tenantId}/held/{activityType}";
}
