using System.Security.Claims;
using System.Text.Encodings.Web;
using Marten;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Reo.Tenancy.Contracts;

namespace Reo.Tenancy.ApiKeys;

/// <summary>
/// Whoever sends a tenant's working key in <c>X-API-KEY</c> may read that tenant. Asks the database at every request, so a revoked key
/// reads nothing from then on; the write path, which cannot afford that, keeps its own copy.
/// </summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, IDocumentStore store)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "ApiKey";
    public const string Header = "X-API-KEY";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers[Header] is not [{ } presented])
            return AuthenticateResult.NoResult();
        if (ApiKeyFormat.Read(presented) is not var (tenantId, keyId))
            return AuthenticateResult.Fail("The text has not the form of a key.");

        await using var session = store.QuerySession(tenantId);
        var key = await session.LoadAsync<ApiKey>(ApiKey.StreamOf(tenantId, keyId), Context.RequestAborted);
        if (key is null || !key.Hash.Matches(presented) || !key.WorksAt(TimeProvider.GetUtcNow()))
            return AuthenticateResult.Fail("The key is unknown or has ended.");

        var identity = new ClaimsIdentity([new Claim(Access.TenantClaim, tenantId)], Scheme.Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => Problems.ChallengeAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Problems.NotAllowed.ExecuteAsync(Context);
}
