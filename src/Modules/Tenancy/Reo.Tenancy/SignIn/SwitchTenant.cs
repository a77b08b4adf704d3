using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Reo.Tenancy.Contracts;

namespace Reo.Tenancy.SignIn;

/// <param name="Tenant">The id of a tenant that the caller is a member of.</param>
internal sealed record SwitchTenantRequest(string Tenant);

internal static class SwitchTenant
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/me/tenant", HandleAsync)
        .RequireAuthorization(Access.SignedInPerson)
        .WithName("SwitchTenant")
        .WithTags("Sign-in")
        .WithSummary("Works in another of the caller's tenants from the next request on")
        .ProducesProblem(StatusCodes.Status403Forbidden);

    private static async Task<Results<Ok<MeView>, ProblemHttpResult>> HandleAsync(
        SwitchTenantRequest request, ClaimsPrincipal caller, IDocumentStore store, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var (me, problem) = await RunAsync(request.Tenant, caller, store, database, cancellation);
        return me is null ? problem! : TypedResults.Ok(me);
    }

    /// <summary>Another tenant for the session of the caller's cookie, or why not.</summary>
    public static async Task<(MeView? Me, ProblemHttpResult? Problem)> RunAsync(
        string tenantId, ClaimsPrincipal caller, IDocumentStore store, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var me = await Me.OfAsync(database, caller, tenantId, cancellation);
        if (me.Tenant is null)
            return (null, Problems.NotInTenant);

        await using var installation = store.LightweightSession(Installation.TenantId);
        var session = await installation.LoadAsync<Session>(CookieSessions.HashOfSession(caller)!, cancellation);
        if (session is null)
            return (null, Problems.NotSignedIn);

        installation.Update(session with { TenantId = me.Tenant.Id });
        await installation.SaveChangesAsync(cancellation);
        return (me, null);
    }
}
