using System.Security.Claims;
using System.Text.Encodings.Web;
using Marten;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Reo.Tenancy.Contracts;
using Reo.Tenancy.Members;
using Reo.Tenancy.SignIn;

namespace Reo.Tenancy.AccessTokens;

/// <summary>Whoever sends <c>Authorization: Bearer reo_pat_…</c> is the token's owner in the token's tenant, with the role of this moment.</summary>
internal sealed class AccessTokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, IDocumentStore store)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "AccessToken";

    private const string Bearer = "Bearer ";

    public static bool IsPresented(HttpRequest request) =>
        request.Headers.Authorization is [{ } value] && value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!IsPresented(Request))
            return AuthenticateResult.NoResult();

        var presented = Request.Headers.Authorization.ToString()[Bearer.Length..].Trim();
        if (AccessToken.Read(presented) is not var (tenantId, tokenId))
            return AuthenticateResult.Fail("The text has not the form of a token.");

        await using var session = store.LightweightSession(tenantId);
        var now = TimeProvider.GetUtcNow();
        var token = await session.LoadAsync<AccessToken>(AccessToken.StreamOf(tenantId, tokenId), Context.RequestAborted);
        if (token is null || !token.Hash.Matches(presented) || !token.WorksAt(now))
            return AuthenticateResult.Fail("The token is unknown or has ended.");

        await using var installation = store.QuerySession(Installation.TenantId);
        var person = await Person.LoadAsync(installation, token.PersonId, Context.RequestAborted);
        if (await CallerClaims.OfAsync(store, person!, tenantId, Context.RequestAborted) is not { } claims)
            return AuthenticateResult.Fail("The token's owner is no longer in the tenant.");

        await NoteUseAsync(session, token, now);
        var identity = new ClaimsIdentity(claims, Scheme.Name, Access.EmailClaim, Access.RoleClaim);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => Problems.ChallengeAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Problems.NotAllowed.ExecuteAsync(Context);

    private async Task NoteUseAsync(IDocumentSession session, AccessToken token, DateTimeOffset now)
    {
        var use = await session.LoadAsync<AccessTokenUse>(token.Id, Context.RequestAborted);
        if (use is not null && now - use.LastUsedAt < AccessTokenUse.Grain)
            return;

        session.Store(new AccessTokenUse(token.Id, now));
        await session.SaveChangesAsync(Context.RequestAborted);
    }
}
