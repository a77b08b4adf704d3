using System.ComponentModel;
using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Reo.Tenancy.Contracts;
using Wolverine;

namespace Reo.Tenancy.ApiKeys;

/// <summary>Ends a key of the tenant that the message is sent for. Does nothing when there is no such key, or it ends earlier already.</summary>
/// <param name="KeyId">The public part of the key.</param>
/// <param name="By">Who asks, for the audit.</param>
/// <param name="EndsAt">When it stops working; now unless said otherwise.</param>
public sealed record RevokeApiKey(string KeyId, string By, DateTimeOffset? EndsAt = null);

public static class RevokeApiKeyHandler
{
    public static async Task<ApiKeyRevoked?> HandleAsync(
        RevokeApiKey command, IDocumentSession session, TimeProvider clock, CancellationToken cancellation)
    {
        var stream = await session.Events.FetchForWriting<ApiKey>(ApiKey.StreamOf(session.TenantId, command.KeyId), cancellation);
        var now = clock.GetUtcNow();
        var endsAt = command.EndsAt ?? now;
        if (stream.Aggregate is null || stream.Aggregate.EndsAt <= endsAt)
            return null;

        var revoked = new ApiKeyRevoked(command.KeyId, endsAt, command.By);
        stream.AppendOne(revoked);
        if (endsAt <= now)
            session.Delete<ApiKeySecret>(stream.Aggregate.Id);
        return revoked;
    }
}

internal static class RevokeApiKeyEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/api-keys/{key_id}", HandleAsync)
        .RequireAuthorization(Access.ManageTenant)
        .WithName("RevokeApiKey")
        .WithTags("API keys")
        .WithSummary("Ends an API key now; every node refuses it within 2 seconds")
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "key_id"), Description("The public part of the key")] string keyId, ClaimsPrincipal caller, IDocumentStore store, IMessageBus bus,
        CancellationToken cancellation) =>
        await RunAsync(store, bus, caller, keyId, cancellation) is { } problem ? problem : TypedResults.NoContent();

    /// <summary>Null when the key has ended.</summary>
    public static async Task<ProblemHttpResult?> RunAsync(
        IDocumentStore store, IMessageBus bus, ClaimsPrincipal caller, string keyId, CancellationToken cancellation)
    {
        if (await ApiKey.FindAsync(store, caller.Tenant(), keyId, cancellation) is null)
            return Problems.ApiKeyUnknown;

        await bus.InvokeForTenantAsync(caller.Tenant(), new RevokeApiKey(keyId, caller.PersonId()), cancellation);
        return null;
    }
}
