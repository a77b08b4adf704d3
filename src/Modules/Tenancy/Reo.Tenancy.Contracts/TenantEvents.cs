namespace Reo.Tenancy.Contracts;

/// <summary>
/// A tenant exists from here on. First event of the tenant's stream, and published; which tenant is said by the stream's
/// tenant id, and by the tenant id of the message's envelope.
/// </summary>
/// <param name="Name">What people call it; free text.</param>
public sealed record TenantRegistered(string Name);
