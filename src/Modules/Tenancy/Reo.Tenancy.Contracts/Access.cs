using System.Security.Claims;

namespace Reo.Tenancy.Contracts;

/// <summary>
/// What the host's authentication says of a caller, and what an endpoint of any module may ask for. An endpoint that asks for nothing is
/// open to members alone, neither to API keys nor to the anonymous.
/// </summary>
public static class Access
{
    /// <summary>Authorization policy: reads the views, reports and plan of the caller's own tenant. API keys and all members.</summary>
    public const string ReadOwnTenant = "read own tenant";

    /// <summary>Authorization policy: any member of the tenant, by cookie or by personal access token.</summary>
    public const string Member = "member";

    /// <summary>Authorization policy: changes settings, members, keys and data of the caller's own tenant. Members with the role Admin.</summary>
    public const string ManageTenant = "manage tenant";

    /// <summary>Authorization policy: says which identities are one person. API keys, and members with the role Admin.</summary>
    public const string LinkIdentities = "link identities";

    /// <summary>Authorization policy: a person, also one who is in no tenant.</summary>
    public const string Person = "person";

    /// <summary>Authorization policy: a person who signed in with a password, in a browser. A token cannot do what asks for this.</summary>
    public const string SignedInPerson = "signed-in person";

    /// <summary>Authorization policy: a person whom the command line made an operator of the installation.</summary>
    public const string Operator = "operator";

    /// <summary>Claim: the caller's tenant.</summary>
    public const string TenantClaim = "tenant";

    /// <summary>Claim: the caller's person id; absent for an API key.</summary>
    public const string PersonClaim = "person";

    /// <summary>Claim: the caller's role in the tenant, <see cref="AdminRole"/> or <see cref="UserRole"/>; absent for an API key.</summary>
    public const string RoleClaim = "role";

    /// <summary>Claim: the caller's e-mail; absent for an API key.</summary>
    public const string EmailClaim = "email";

    public const string AdminRole = "Admin";

    public const string UserRole = "User";

    /// <summary>The tenant that an authorised caller acts in.</summary>
    /// <exception cref="InvalidOperationException">The endpoint asks for no policy that needs a tenant.</exception>
    public static string Tenant(this ClaimsPrincipal caller) => Claim(caller, TenantClaim);

    /// <summary>Who an authorised caller is: what an event's <c>By</c> says.</summary>
    /// <exception cref="InvalidOperationException">The endpoint asks for no policy that needs a person.</exception>
    public static string PersonId(this ClaimsPrincipal caller) => Claim(caller, PersonClaim);

    private static string Claim(ClaimsPrincipal caller, string type) =>
        caller.FindFirst(type)?.Value
        ?? throw new InvalidOperationException($"The caller has no claim '{type}': the endpoint has to require a policy of {nameof(Access)} that gives it.");
}
