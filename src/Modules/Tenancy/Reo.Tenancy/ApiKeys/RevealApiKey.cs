using System.ComponentModel;
using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Reo.Tenancy.Contracts;

namespace Reo.Tenancy.ApiKeys;

/// <param name="Key">The key as a product sends it.</param>
internal sealed record RevealedApiKey(string KeyId, string Key)
{
    public override string ToString() => $"key {KeyId}";
}

/// <summary>Shows one key to a member. The audit event is stored before the key is shown.</summary>
internal static class RevealApiKey
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/api-keys/{key_id}/reveal", HandleAsync)
        .RequireAuthorization(Access.Member)
        .WithName("RevealApiKey")
        .WithTags("API keys")
        .WithSummary("Shows an API key in full; who looked and when is kept")
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Ok<RevealedApiKey>, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "key_id"), Description("The public part of the key")] string keyId, HttpContext context, ClaimsPrincipal caller, IDocumentStore store,
        ApiKeyCipher cipher, TimeProvider clock, CancellationToken cancellation)
    {
        context.Response.Headers.CacheControl = "no-store";
        var (shown, problem) = await RunAsync(store, cipher, clock, caller, keyId, cancellation);
        return shown is null ? problem! : TypedResults.Ok(shown);
    }

    /// <summary>The key in full, or why not.</summary>
    public static async Task<(RevealedApiKey? Shown, ProblemHttpResult? Problem)> RunAsync(
        IDocumentStore store, ApiKeyCipher cipher, TimeProvider clock, ClaimsPrincipal caller, string keyId, CancellationToken cancellation)
    {
        if (await ApiKey.FindAsync(store, caller.Tenant(), keyId, cancellation) is not { } key)
            return (null, Problems.ApiKeyUnknown);

        return await RunAsync(store, cipher, clock, caller.Tenant(), key, caller.PersonId(), cancellation) is { } shown
            ? (new RevealedApiKey(keyId, shown), null)
            : (null, Problems.ApiKeyEnded);
    }

    /// <summary>Null when the key has ended.</summary>
    public static async Task<string?> RunAsync(
        IDocumentStore store, ApiKeyCipher cipher, TimeProvider clock, string tenantId, ApiKey key, string by, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession(tenantId);
        var secret = await session.LoadAsync<ApiKeySecret>(key.Id, cancellation);
        if (secret is null || !key.WorksAt(clock.GetUtcNow()))
            return null;

        session.Events.Append(key.Id, new ApiKeyRevealed(by));
        await session.SaveChangesAsync(cancellation);
        return cipher.Decrypt(secret.Encrypted);
    }
}
