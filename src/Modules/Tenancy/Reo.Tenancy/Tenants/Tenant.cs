using JasperFx.Events;
using Marten;
using Marten.Events.Aggregation;
using Reo.Tenancy.Contracts;

namespace Reo.Tenancy.Tenants;

internal sealed record Tenant(string Id, string Name)
{
    public static string StreamOf(string tenantId) => $"{tenantId}/tenant";

    public static async Task<bool> IsThereAsync(IDocumentStore store, string tenantId, CancellationToken cancellation)
    {
        if (!TenantIds.IsValid(tenantId))
            return false;

        await using var session = store.QuerySession(tenantId);
        return await session.LoadAsync<Tenant>(StreamOf(tenantId), cancellation) is not null;
    }
}

internal sealed class TenantProjection : SingleStreamProjection<Tenant, string>
{
    public TenantProjection() => IncludeType<TenantRegistered>();

    public override Tenant? Evolve(Tenant? snapshot, string id, IEvent e) => e.Data switch
    {
        TenantRegistered registered => new Tenant(id, registered.Name),
        _ => snapshot,
    };
}
