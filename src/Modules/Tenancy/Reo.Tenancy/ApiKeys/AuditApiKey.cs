using System.ComponentModel;
using System.Security.Claims;
using System.Text.Json.Serialization;
using JasperFx.Events;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Reo.Tenancy.Contracts;
using Reo.Tenancy.Members;

namespace Reo.Tenancy.ApiKeys;

[JsonConverter(typeof(JsonStringEnumConverter<ApiKeyDeed>))]
internal enum ApiKeyDeed
{
    Generated,
    Revealed,
    Revoked,
}

/// <param name="By">The e-mail of the person, or what else did it: <c>command line</c>.</param>
/// <param name="EndsAt">Of <c>Revoked</c>: from when the key is refused.</param>
internal sealed record ApiKeyAuditEntry(DateTimeOffset At, ApiKeyDeed Deed, string By, DateTimeOffset? EndsAt = null);

/// <param name="Audit">In the order in which it happened.</param>
internal sealed record ApiKeyAudit(IReadOnlyList<ApiKeyAuditEntry> Audit);

/// <summary>An entry among those of all keys.</summary>
internal sealed record AuditedApiKey(string KeyId, ApiKeyAuditEntry Entry);

internal static class AuditApiKey
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api-keys/{key_id}/audit", HandleAsync)
        .RequireAuthorization(Access.ManageTenant)
        .WithName("AuditApiKey")
        .WithTags("API keys")
        .WithSummary("Who generated, viewed and revoked an API key, and when")
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<ApiKeyAudit>, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "key_id"), Description("The public part of the key")] string keyId, ClaimsPrincipal caller, IDocumentStore store, CancellationToken cancellation)
    {
        if (await ApiKey.FindAsync(store, caller.Tenant(), keyId, cancellation) is not { } key)
            return Problems.ApiKeyUnknown;

        return TypedResults.Ok(new ApiKeyAudit(await OfKeyAsync(store, caller.Tenant(), key, cancellation)));
    }

    public static async Task<IReadOnlyList<ApiKeyAuditEntry>> OfKeyAsync(IDocumentStore store, string tenantId, ApiKey key, CancellationToken cancellation)
    {
        await using var session = store.QuerySession(tenantId);
        var events = await session.Events.FetchStreamAsync(key.Id, token: cancellation);
        var entries = events.Select(Entry).OfType<ApiKeyAuditEntry>().ToList();
        var emails = await Person.EmailsAsync(store, entries.Select(entry => entry.By), cancellation);
        return [.. entries.Select(entry => entry with { By = emails.GetValueOrDefault(entry.By, entry.By) })];
    }

    /// <summary>Of all keys, the newest first.</summary>
    public static async Task<IReadOnlyList<AuditedApiKey>> OfTenantAsync(IDocumentStore store, string tenantId, int most, CancellationToken cancellation)
    {
        await using var session = store.QuerySession(tenantId);
        var all = new List<AuditedApiKey>();
        foreach (var key in await session.Query<ApiKey>().ToListAsync(cancellation))
            all.AddRange((await OfKeyAsync(store, tenantId, key, cancellation)).Select(entry => new AuditedApiKey(key.KeyId, entry)));
        return [.. all.OrderByDescending(audited => audited.Entry.At).Take(most)];
    }

    private static ApiKeyAuditEntry? Entry(IEvent e) => e.Data switch
    {
        ApiKeyGenerated it => new ApiKeyAuditEntry(e.Timestamp, ApiKeyDeed.Generated, it.By),
        ApiKeyRevealed it => new ApiKeyAuditEntry(e.Timestamp, ApiKeyDeed.Revealed, it.By),
        ApiKeyRevoked it => new ApiKeyAuditEntry(e.Timestamp, ApiKeyDeed.Revoked, it.By, it.EndsAt),
        _ => null,
    };
}
