using System.ComponentModel;
using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Reo.Tenancy.Contracts;

namespace Reo.Tenancy.AccessTokens;

internal static class RevokeAccessToken
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/access-tokens/{token_id}", HandleAsync)
        .RequireAuthorization(Access.Member)
        .WithName("RevokeAccessToken")
        .WithTags("Access tokens")
        .WithSummary("Ends a personal access token: one's own; an Admin also another member's")
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "token_id"), Description("The public part of the token")] string tokenId, ClaimsPrincipal caller, IDocumentStore store, CancellationToken cancellation) =>
        await RunAsync(store, caller, tokenId, cancellation) is { } problem ? problem : TypedResults.NoContent();

    /// <summary>Null when the token has ended.</summary>
    public static async Task<ProblemHttpResult?> RunAsync(IDocumentStore store, ClaimsPrincipal caller, string tokenId, CancellationToken cancellation)
    {
        if (!Secrets.IsId(tokenId))
            return Problems.AccessTokenUnknown;

        await using var session = store.LightweightSession(caller.Tenant());
        var stream = await session.Events.FetchForWriting<AccessToken>(AccessToken.StreamOf(caller.Tenant(), tokenId), cancellation);
        var token = stream.Aggregate;
        if (token is null || (token.PersonId != caller.PersonId() && !caller.IsInRole(Access.AdminRole)))
            return Problems.AccessTokenUnknown;

        if (!token.Revoked)
        {
            stream.AppendOne(new AccessTokenRevoked(caller.PersonId()));
            await session.SaveChangesAsync(cancellation);
        }

        return null;
    }
}
