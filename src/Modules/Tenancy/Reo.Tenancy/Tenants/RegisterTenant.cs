using Marten;
using Reo.Tenancy.Contracts;

namespace Reo.Tenancy.Tenants;

/// <summary>Registers the tenant that the message is sent for. Does nothing when it exists.</summary>
public sealed record RegisterTenant(string Name);

public static class RegisterTenantHandler
{
    public static async Task<TenantRegistered?> HandleAsync(RegisterTenant command, IDocumentSession session, CancellationToken cancellation)
    {
        var tenantId = session.TenantId;
        if (!TenantIds.IsValid(tenantId))
            throw new ArgumentException($"'{tenantId}' is no tenant id: take 2 to 40 lower-case letters, digits and inner hyphens.", nameof(command));

        var tenant = await session.Events.FetchForWriting<Tenant>(Tenant.StreamOf(tenantId), cancellation);
        if (tenant.Aggregate is not null)
            return null;

        var registered = new TenantRegistered(command.Name);
        tenant.AppendOne(registered);
        return registered;
    }
}
