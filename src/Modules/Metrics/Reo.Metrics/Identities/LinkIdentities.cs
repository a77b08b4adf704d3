using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Reo.Tenancy.Contracts;

namespace Reo.Metrics.Identities;

/// <param name="First">Type and id, the id in any spelling: <c>email/ann@example.com</c>, <c>github/https://github.com/ann</c>.</param>
/// <param name="Second">The other identity of the same person.</param>
internal sealed record LinkRequest(string? First, string? Second);

/// <summary>Two identities, canonical, and whether they are said to be one person.</summary>
internal sealed record LinkAnswer(string First, string Second, bool Linked);

internal static class LinkIdentities
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Describe(routes.MapPost("/api/v1/identities/link", LinkAsync))
            .WithName("LinkIdentities")
            .WithSummary("Two identities are one person: all their usage becomes one developer's");
        Describe(routes.MapPost("/api/v1/identities/unlink", UnlinkAsync))
            .WithName("UnlinkIdentities")
            .WithSummary("Takes a link back: each has its own usage again");
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder route) => route
        .RequireAuthorization(Access.LinkIdentities)
        .WithTags("Developers")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden);

    public static Task<Results<Ok<LinkAnswer>, ProblemHttpResult>> LinkAsync(
        LinkRequest request, ClaimsPrincipal caller, IDocumentStore store, CancellationToken cancellation) =>
        DecideAsync(request, caller, store, isLinked: true, (link, pair, by) => IdentityLink.Link(link, pair, by), cancellation);

    public static Task<Results<Ok<LinkAnswer>, ProblemHttpResult>> UnlinkAsync(
        LinkRequest request, ClaimsPrincipal caller, IDocumentStore store, CancellationToken cancellation) =>
        DecideAsync(request, caller, store, isLinked: false, (link, pair, by) => IdentityLink.Unlink(link, pair, by), cancellation);

    private static async Task<Results<Ok<LinkAnswer>, ProblemHttpResult>> DecideAsync(
        LinkRequest request, ClaimsPrincipal caller, IDocumentStore store, bool isLinked,
        Func<IdentityLink?, IdentityPair, string, object?> decide, CancellationToken cancellation)
    {
        if (IdentityPair.Read(request.First ?? "", request.Second ?? "") is not { } pair)
            return Problems.IdentitiesNotUsable;

        await using var session = store.LightweightSession(caller.Tenant());
        var stream = await session.Events.FetchForWriting<IdentityLink>(pair.StreamOf(caller.Tenant()), cancellation);
        if (decide(stream.Aggregate, pair, caller.FindFirstValue(Access.PersonClaim) ?? "api key") is { } decided)
        {
            stream.AppendOne(decided);
            await session.SaveChangesAsync(cancellation);
        }

        return TypedResults.Ok(new LinkAnswer(pair.First, pair.Second, isLinked));
    }
}
