using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace Reo.Tenancy.SignIn;

/// <summary>
/// Who uses a page that stays open: the session of its cookie, looked up each time it is asked for, as a request's is. A session that ended
/// is nobody.
/// </summary>
internal sealed class BrowserCaller(IDocumentStore store, TimeProvider clock) : ServerAuthenticationStateProvider
{
    private static readonly AuthenticationState _nobody = new(new ClaimsPrincipal(new ClaimsIdentity()));

    public override async Task<AuthenticationState> GetAuthenticationStateAsync()
    {
        var opened = await base.GetAuthenticationStateAsync();
        var sessionId = opened.User.FindFirst(CookieSessions.SessionClaim)?.Value;
        return await CookieSessions.CallerOfAsync(store, sessionId, clock.GetUtcNow(), CancellationToken.None) is { } claims
            ? new AuthenticationState(CookieSessions.PrincipalOf(claims))
            : _nobody;
    }
}
