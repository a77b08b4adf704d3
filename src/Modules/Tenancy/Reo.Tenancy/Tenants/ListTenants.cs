using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Reo.Tenancy.Contracts;

namespace Reo.Tenancy.Tenants;

/// <param name="Tenants">By id.</param>
internal sealed record TenantList(IReadOnlyList<Membership> Tenants);

internal static class ListTenants
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tenants", HandleAsync)
        .RequireAuthorization(Access.Person)
        .WithName("ListTenants")
        .WithTags("Tenants")
        .WithSummary("The tenants that the caller is a member of");

    private static async Task<Ok<TenantList>> HandleAsync(ClaimsPrincipal caller, NpgsqlDataSource database, CancellationToken cancellation) =>
        TypedResults.Ok(new TenantList(await Memberships.OfAsync(database, caller.PersonId(), cancellation)));
}
