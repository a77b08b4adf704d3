using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Reo.Tenancy.Contracts;

namespace Reo.Tenancy.Members;

/// <param name="Joined">False while the invitation waits.</param>
internal sealed record MemberView(string MemberId, string Email, Role Role, bool Joined);

/// <param name="Members">By e-mail.</param>
internal sealed record MemberList(IReadOnlyList<MemberView> Members);

internal static class ListMembers
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/members", HandleAsync)
        .RequireAuthorization(Access.Member)
        .WithName("ListMembers")
        .WithTags("Members")
        .WithSummary("Who is in the tenant, and who has been asked")
        .ProducesProblem(StatusCodes.Status403Forbidden);

    private static async Task<Ok<MemberList>> HandleAsync(ClaimsPrincipal caller, IDocumentStore store, CancellationToken cancellation) =>
        TypedResults.Ok(new MemberList(await OfTenantAsync(store, caller.Tenant(), cancellation)));

    public static async Task<IReadOnlyList<MemberView>> OfTenantAsync(IDocumentStore store, string tenantId, CancellationToken cancellation)
    {
        await using var session = store.QuerySession(tenantId);
        var members = await session.LoadAsync<TenantMembers>(TenantMembers.StreamOf(tenantId), cancellation);
        if (members is null)
            return [];

        var emails = await Person.EmailsAsync(store, members.People.Select(member => member.PersonId), cancellation);
        return [.. members.People
            .Select(member => new MemberView(member.PersonId, emails[member.PersonId], member.Role, member.Joined))
            .OrderBy(member => member.Email, StringComparer.Ordinal)];
    }
}
