namespace Reo.Tenancy.Contracts;

/// <summary>What the host's authentication says of a caller, and what an endpoint of any module may ask for.</summary>
public static class Access
{
    /// <summary>Authorization policy: reads the views, reports and plan of the caller's own tenant.</summary>
    public const string ReadOwnTenant = "read own tenant";

    /// <summary>Claim: the caller's tenant.</summary>
    public const string TenantClaim = "tenant";
}
