using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Reo.Tenancy.Contracts;

namespace Reo.Tenancy.AccessTokens;

/// <param name="MemberId">Whose it is.</param>
/// <param name="LastUsedAt">To the hour; absent when it was never used.</param>
internal sealed record AccessTokenView(
    string TokenId, string MemberId, string Name, DateTimeOffset CreatedAt, DateTimeOffset EndsAt, DateTimeOffset? LastUsedAt);

/// <param name="AccessTokens">Those that work, the newest first.</param>
internal sealed record AccessTokenList(IReadOnlyList<AccessTokenView> AccessTokens);

internal static class ListAccessTokens
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/access-tokens", HandleAsync)
        .RequireAuthorization(Access.Member)
        .WithName("ListAccessTokens")
        .WithTags("Access tokens")
        .WithSummary("The personal access tokens that work: the caller's own; for an Admin those of all members")
        .ProducesProblem(StatusCodes.Status403Forbidden);

    private static async Task<Ok<AccessTokenList>> HandleAsync(
        ClaimsPrincipal caller, IDocumentStore store, TimeProvider clock, CancellationToken cancellation) =>
        TypedResults.Ok(new AccessTokenList(await OfCallerAsync(store, clock, caller, cancellation)));

    public static async Task<IReadOnlyList<AccessTokenView>> OfCallerAsync(
        IDocumentStore store, TimeProvider clock, ClaimsPrincipal caller, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await using var session = store.QuerySession(caller.Tenant());
        var tokens = caller.IsInRole(Access.AdminRole)
            ? await session.Query<AccessToken>().ToListAsync(cancellation)
            : await session.Query<AccessToken>().Where(token => token.PersonId == caller.PersonId()).ToListAsync(cancellation);
        var working = tokens.Where(token => token.WorksAt(now)).OrderByDescending(token => token.CreatedAt).ToList();

        var uses = await session.LoadManyAsync<AccessTokenUse>(cancellation, [.. working.Select(token => token.Id)]);
        var lastUsed = uses.ToDictionary(use => use.Id, use => use.LastUsedAt);
        return [.. working.Select(token => new AccessTokenView(
            token.TokenId, token.PersonId, token.Name, token.CreatedAt, token.EndsAt,
            lastUsed.TryGetValue(token.Id, out var at) ? at : null))];
    }
}
