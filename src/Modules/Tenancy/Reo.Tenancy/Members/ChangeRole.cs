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

internal sealed record ChangeRoleRequest(Role Role);

internal static class ChangeRole
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/members/{member_id}/role", HandleAsync)
        .RequireAuthorization(Access.ManageTenant)
        .WithName("ChangeRole")
        .WithTags("Members")
        .WithSummary("Gives a member another role, in force at the member's next request")
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "member_id"), Description("The member's id")] string memberId, ChangeRoleRequest request, ClaimsPrincipal caller, IDocumentStore store,
        CancellationToken cancellation) =>
        await RunAsync(store, caller, memberId, request.Role, cancellation) is { } problem ? problem : TypedResults.NoContent();

    /// <summary>Null when the member has the role.</summary>
    public static async Task<ProblemHttpResult?> RunAsync(
        IDocumentStore store, ClaimsPrincipal caller, string memberId, Role role, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession(caller.Tenant());
        var stream = await session.Events.FetchForWriting<TenantMembers>(TenantMembers.StreamOf(caller.Tenant()), cancellation);
        var (changed, problem) = stream.Aggregate!.ChangeRole(memberId, role, caller.PersonId());
        if (problem is not null)
            return Problems.Of(problem.Value);

        if (changed is not null)
        {
            stream.AppendOne(changed);
            await session.SaveChangesAsync(cancellation);
        }

        return null;
    }
}
