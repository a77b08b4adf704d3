using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Reo.Tenancy.Contracts;

namespace Reo.Tenancy.ApiKeys;

/// <param name="KeyId">The public part of the key.</param>
/// <param name="Masked">The key without its secret.</param>
/// <param name="EndsAt">When it stops working, or stopped; absent when no end is set.</param>
/// <param name="Working">Whether it works now.</param>
internal sealed record ApiKeyView(string KeyId, string Masked, DateTimeOffset GeneratedAt, DateTimeOffset? EndsAt, bool Working);

/// <param name="ApiKeys">The newest first, ended ones included.</param>
internal sealed record ApiKeyList(IReadOnlyList<ApiKeyView> ApiKeys);

internal static class ListApiKeys
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api-keys", HandleAsync)
        .RequireAuthorization(Access.Member)
        .WithName("ListApiKeys")
        .WithTags("API keys")
        .WithSummary("The tenant's API keys, without their secrets")
        .ProducesProblem(StatusCodes.Status403Forbidden);

    private static async Task<Ok<ApiKeyList>> HandleAsync(
        ClaimsPrincipal caller, IDocumentStore store, TimeProvider clock, CancellationToken cancellation) =>
        TypedResults.Ok(new ApiKeyList(await OfTenantAsync(store, clock, caller.Tenant(), cancellation)));

    public static async Task<IReadOnlyList<ApiKeyView>> OfTenantAsync(
        IDocumentStore store, TimeProvider clock, string tenantId, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await using var session = store.QuerySession(tenantId);
        var keys = await session.Query<ApiKey>().ToListAsync(cancellation);
        return [.. keys
            .OrderByDescending(key => key.GeneratedAt)
            .Select(key => new ApiKeyView(key.KeyId, ApiKeyFormat.Write(tenantId, key.KeyId, "…"), key.GeneratedAt, key.EndsAt, key.WorksAt(now)))];
    }
}
