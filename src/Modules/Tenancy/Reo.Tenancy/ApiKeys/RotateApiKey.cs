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

/// <summary>Generates a key in place of another one of the tenant that the message is sent for; both work for a while.</summary>
/// <param name="KeyId">The public part of the old key.</param>
/// <param name="Overlap">How long the old one still works.</param>
/// <param name="By">Who asks, for the audit.</param>
public sealed record RotateApiKey(string KeyId, TimeSpan Overlap, string By);

/// <param name="KeyId">The public part of the new key; none when the old one had ended already.</param>
/// <param name="OldKeyEndsAt">Until then the old one works too.</param>
public sealed record RotatedApiKey(string? KeyId, DateTimeOffset? OldKeyEndsAt);

public static class RotateApiKeyHandler
{
    public static async Task<(RotatedApiKey, ApiKeyGenerated?, ApiKeyRevoked?)> HandleAsync(
        RotateApiKey command, IDocumentSession session, ApiKeyCipher cipher, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var stream = await session.Events.FetchForWriting<ApiKey>(ApiKey.StreamOf(session.TenantId, command.KeyId), cancellation);
        if (stream.Aggregate?.WorksAt(now) is not true)
            return (new RotatedApiKey(KeyId: null, OldKeyEndsAt: null), null, null);

        var endsAt = stream.Aggregate.EndsAt is { } earlier && earlier < now + command.Overlap ? earlier : now + command.Overlap;
        var revoked = new ApiKeyRevoked(command.KeyId, endsAt, command.By);
        stream.AppendOne(revoked);
        if (endsAt <= now)
            session.Delete<ApiKeySecret>(stream.Aggregate.Id);

        var generated = GenerateApiKeyHandler.Generate(session, cipher, command.By);
        return (new RotatedApiKey(generated.KeyId, endsAt), generated, revoked);
    }
}

/// <param name="OverlapHours">How long the old key still works beside the new one, 0 to 720.</param>
internal sealed record RotateApiKeyRequest(int OverlapHours = 24);

internal static class RotateApiKeyEndpoint
{
    public const int MostHours = 720;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/api-keys/{key_id}/rotate", HandleAsync)
        .RequireAuthorization(Access.ManageTenant)
        .WithName("RotateApiKey")
        .WithTags("API keys")
        .WithSummary("Generates a key in place of another one; both work for the overlap")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Created<RotatedApiKey>, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "key_id"), Description("The public part of the old key")] string keyId, RotateApiKeyRequest request, ClaimsPrincipal caller, IDocumentStore store,
        IMessageBus bus, CancellationToken cancellation)
    {
        var (rotated, problem) = await RunAsync(store, bus, caller, keyId, request, cancellation);
        return rotated is null ? problem! : TypedResults.Created($"/api/v1/api-keys/{rotated.KeyId}", rotated);
    }

    /// <summary>The new key, or why there is none.</summary>
    public static async Task<(RotatedApiKey? Rotated, ProblemHttpResult? Problem)> RunAsync(
        IDocumentStore store, IMessageBus bus, ClaimsPrincipal caller, string keyId, RotateApiKeyRequest request, CancellationToken cancellation)
    {
        if (request.OverlapHours is < 0 or > MostHours)
            return (null, Problems.OverlapOutOfRange(MostHours));
        if (await ApiKey.FindAsync(store, caller.Tenant(), keyId, cancellation) is null)
            return (null, Problems.ApiKeyUnknown);

        var rotate = new RotateApiKey(keyId, TimeSpan.FromHours(request.OverlapHours), caller.PersonId());
        var rotated = await bus.InvokeForTenantAsync<RotatedApiKey>(caller.Tenant(), rotate, cancellation);
        return rotated.KeyId is null ? (null, Problems.ApiKeyEnded) : (rotated, null);
    }
}
