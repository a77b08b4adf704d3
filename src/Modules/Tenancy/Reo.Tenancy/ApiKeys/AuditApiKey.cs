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

        await using var session = store.QuerySession(caller.Tenant());
        var events = await session.Events.FetchStreamAsync(key.Id, token: cancellation);
        var entries = events.Select(Entry).OfType<ApiKeyAuditEntry>().ToList();
        var emails = await EmailsOfAsync(store, entries.Select(entry => entry.By).Distinct().Where(Person.IsId), cancellation);
        return TypedResults.Ok(new ApiKeyAudit([.. entries.Select(entry => entry with { By = emails.GetValueOrDefault(entry.By, entry.By) })]));
    }

    private static ApiKeyAuditEntry? Entry(IEvent e) => e.Data switch
    {
        ApiKeyGenerated it => new ApiKeyAuditEntry(e.Timestamp, ApiKeyDeed.Generated, it.By),
        ApiKeyRevealed it => new ApiKeyAuditEntry(e.Timestamp, ApiKeyDeed.Revealed, it.By),
        ApiKeyRevoked it => new ApiKeyAuditEntry(e.Timestamp, ApiKeyDeed.Revoked, it.By, it.EndsAt),
        _ => null,
    };

    private static async Task<Dictionary<string, string>> EmailsOfAsync(IDocumentStore store, IEnumerable<string> personIds, CancellationToken cancellation)
    {
        await using var installation = store.QuerySession(Installation.TenantId);
        var people = await installation.LoadManyAsync<Person>(cancellation, [.. personIds.Select(Person.StreamOf)]);
        return people.ToDictionary(person => person.PersonId, person => person.Email);
    }
}
