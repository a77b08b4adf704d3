using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Reo.Tenancy.Contracts;
using Wolverine;

namespace Reo.Tenancy.ApiKeys;

/// <summary>Generates a key for the tenant that the message is sent for.</summary>
/// <param name="By">Who asks, for the audit.</param>
public sealed record GenerateApiKey(string By);

/// <summary>Which key was made. The key itself is shown by <see cref="RevealApiKeys"/>, which is audited.</summary>
public sealed record GeneratedApiKey(string KeyId);

public static class GenerateApiKeyHandler
{
    public static (GeneratedApiKey, ApiKeyGenerated) Handle(GenerateApiKey command, IDocumentSession session, ApiKeyCipher cipher)
    {
        var generated = Generate(session, cipher, command.By);
        return (new GeneratedApiKey(generated.KeyId), generated);
    }

    /// <summary>Puts a new key into the session's unit of work.</summary>
    internal static ApiKeyGenerated Generate(IDocumentSession session, ApiKeyCipher cipher, string by)
    {
        var keyId = Secrets.NewId();
        var key = ApiKeyFormat.Write(session.TenantId, keyId, Secrets.NewSecret());
        var generated = new ApiKeyGenerated(keyId, ApiKeyHash.Of(key), by);

        var stream = ApiKey.StreamOf(session.TenantId, keyId);
        session.Events.StartStream<ApiKey>(stream, generated);
        session.Store(new ApiKeySecret(stream, cipher.Encrypt(key)));
        return generated;
    }
}

internal static class GenerateApiKeyEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/api-keys", HandleAsync)
        .RequireAuthorization(Access.ManageTenant)
        .WithName("GenerateApiKey")
        .WithTags("API keys")
        .WithSummary("Generates an API key; POST /api/v1/api-keys/{key_id}/reveal shows it")
        .ProducesProblem(StatusCodes.Status403Forbidden);

    private static async Task<Created<GeneratedApiKey>> HandleAsync(ClaimsPrincipal caller, IMessageBus bus, CancellationToken cancellation)
    {
        var generated = await bus.InvokeForTenantAsync<GeneratedApiKey>(caller.Tenant(), new GenerateApiKey(caller.PersonId()), cancellation);
        return TypedResults.Created($"/api/v1/api-keys/{generated.KeyId}", generated);
    }
}
