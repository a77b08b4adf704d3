using System.ComponentModel;
using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Reo.Tenancy.Contracts;

namespace Reo.Tenancy.Members;

internal static class RemoveMember
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/members/{member_id}", HandleAsync)
        .RequireAuthorization(Access.ManageTenant)
        .WithName("RemoveMember")
        .WithTags("Members")
        .WithSummary("Takes a member, or somebody invited, out of the tenant, in force at their next request")
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "member_id"), Description("The member's id")] string memberId, ClaimsPrincipal caller, IDocumentStore store, CancellationToken cancellation) =>
        await RunAsync(store, caller, memberId, cancellation) is { } problem ? problem : TypedResults.NoContent();

    /// <summary>Null when the member is out.</summary>
    public static async Task<ProblemHttpResult?> RunAsync(IDocumentStore store, ClaimsPrincipal caller, string memberId, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession(caller.Tenant());
        var stream = await session.Events.FetchForWriting<TenantMembers>(TenantMembers.StreamOf(caller.Tenant()), cancellation);
        var (removed, problem) = stream.Aggregate!.Remove(memberId, caller.PersonId());
        if (problem is not null)
            return Problems.Of(problem.Value);

        stream.AppendOne(removed!);
        await Invitation.EndAsync(session.ForTenant(Installation.TenantId), memberId, caller.Tenant(), cancellation);
        await session.SaveChangesAsync(cancellation);
        return null;
    }
}
