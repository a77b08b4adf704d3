using System.Collections.Frozen;
using Reo.Ingestion.Contracts;

namespace Reo.Ingestion.Plan;

/// <summary>Which activity types count, per tenant, in this node's memory.</summary>
internal sealed class KnownPlans
{
    private volatile FrozenDictionary<string, FrozenSet<string>> _plans = FrozenDictionary<string, FrozenSet<string>>.Empty;

    public void Replace(IEnumerable<(string TenantId, string[] ActivityTypes)> plans) =>
        _plans = plans.ToFrozenDictionary(plan => plan.TenantId, plan => plan.ActivityTypes.ToFrozenSet());

    public bool Allows(string tenantId, string activityType) =>
        activityType == ActivityTypes.CallHome
        || (_plans.TryGetValue(tenantId, out var activityTypes) && activityTypes.Contains(activityType));
}
