using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Reo.Tenancy.Contracts;

namespace Reo.Tenancy.AccessTokens;

/// <param name="Name">What it is for, 1 to 100 characters.</param>
/// <param name="Days">How long it works, 1 to 366.</param>
internal sealed record CreateAccessTokenRequest(string Name, int Days = 90);

/// <param name="Token">Shown in this answer and never again.</param>
internal sealed record CreatedAccessToken(string TokenId, string Token, DateTimeOffset EndsAt)
{
    public override string ToString() => $"access token {TokenId}";
}

internal static class CreateAccessToken
{
    public const int MostDays = 366;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/access-tokens", HandleAsync)
        .RequireAuthorization(Access.SignedInPerson, Access.Member)
        .WithName("CreateAccessToken")
        .WithTags("Access tokens")
        .WithSummary("Makes a personal access token for the tenant in use; it does what its owner's role allows")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden);

    private static async Task<Results<Created<CreatedAccessToken>, ProblemHttpResult>> HandleAsync(
        CreateAccessTokenRequest request, ClaimsPrincipal caller, IDocumentStore store, TimeProvider clock, CancellationToken cancellation)
    {
        var (created, problem) = await RunAsync(store, clock, caller, request, cancellation);
        return created is null ? problem! : TypedResults.Created($"/api/v1/access-tokens/{created.TokenId}", created);
    }

    /// <summary>The token in full, or why there is none.</summary>
    public static async Task<(CreatedAccessToken? Created, ProblemHttpResult? Problem)> RunAsync(
        IDocumentStore store, TimeProvider clock, ClaimsPrincipal caller, CreateAccessTokenRequest request, CancellationToken cancellation)
    {
        if (!Names.IsUsable(request.Name))
            return (null, Problems.NameNotUsable);
        if (request.Days is < 1 or > MostDays)
            return (null, Problems.DaysOutOfRange(MostDays));

        var tokenId = Secrets.NewId();
        var token = AccessToken.Write(caller.Tenant(), tokenId, Secrets.NewSecret());
        var endsAt = clock.GetUtcNow().AddDays(request.Days);

        await using var session = store.LightweightSession(caller.Tenant());
        session.Events.StartStream<AccessToken>(
            AccessToken.StreamOf(caller.Tenant(), tokenId),
            new AccessTokenCreated(tokenId, caller.PersonId(), request.Name.Trim(), ApiKeyHash.Of(token), endsAt));
        await session.SaveChangesAsync(cancellation);
        return (new CreatedAccessToken(tokenId, token, endsAt), null);
    }
}
