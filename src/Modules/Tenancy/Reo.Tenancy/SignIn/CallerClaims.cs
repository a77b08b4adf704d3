using System.Security.Claims;
using Marten;
using Reo.Tenancy.Contracts;
using Reo.Tenancy.Members;

namespace Reo.Tenancy.SignIn;

/// <summary>What a person may do at this moment, by cookie or by token.</summary>
internal static class CallerClaims
{
    public const string Operator = "operator";

    /// <summary>Null when the person is not, or no longer, in the tenant.</summary>
    public static async Task<IReadOnlyList<Claim>?> OfAsync(IDocumentStore store, Person person, string? tenantId, CancellationToken cancellation)
    {
        var claims = new List<Claim> { new(Access.PersonClaim, person.PersonId), new(Access.EmailClaim, person.Email) };
        if (person.IsOperator)
            claims.Add(new Claim(Operator, "yes"));
        if (tenantId is null)
            return claims;

        await using var session = store.QuerySession(tenantId);
        var members = await session.LoadAsync<TenantMembers>(TenantMembers.StreamOf(tenantId), cancellation);
        if (members?.FindJoined(person.PersonId) is not { } member)
            return null;

        claims.Add(new Claim(Access.TenantClaim, tenantId));
        claims.Add(new Claim(Access.RoleClaim, member.Role.Claim()));
        return claims;
    }
}
