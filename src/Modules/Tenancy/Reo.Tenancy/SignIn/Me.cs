using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Reo.Tenancy.Contracts;
using Reo.Tenancy.Tenants;

namespace Reo.Tenancy.SignIn;

/// <param name="MemberId">The person.</param>
/// <param name="Operator">May create tenants.</param>
/// <param name="Tenant">The tenant in use.</param>
/// <param name="Tenants">All that the person is a member of, by id.</param>
internal sealed record MeView(string MemberId, string Email, bool Operator, Membership? Tenant, IReadOnlyList<Membership> Tenants);

internal static class Me
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/me", HandleAsync)
        .RequireAuthorization(Access.Person)
        .WithName("Me")
        .WithTags("Sign-in")
        .WithSummary("Who the caller is, and in which tenant");

    private static async Task<Ok<MeView>> HandleAsync(ClaimsPrincipal caller, NpgsqlDataSource database, CancellationToken cancellation) =>
        TypedResults.Ok(await OfAsync(database, caller, caller.FindFirstValue(Access.TenantClaim), cancellation));

    public static async Task<MeView> OfAsync(NpgsqlDataSource database, ClaimsPrincipal caller, string? tenantId, CancellationToken cancellation)
    {
        var memberships = await Memberships.OfAsync(database, caller.PersonId(), cancellation);
        return new MeView(
            caller.PersonId(),
            caller.FindFirstValue(Access.EmailClaim)!,
            caller.HasClaim(claim => claim.Type == CallerClaims.Operator),
            memberships.FirstOrDefault(membership => membership.Id == tenantId),
            memberships);
    }
}
