using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Reo.Tenancy.Contracts;
using Reo.Tenancy.Members;

namespace Reo.Tenancy.SignIn;

/// <summary>The cookie of a browser: encrypted, it names a <see cref="Session"/> and says nothing else.</summary>
internal static class CookieSessions
{
    public const string Scheme = "Cookie";
    public const string CookieName = "reo_session";

    /// <summary>Claim: the session's id; no other credential has it.</summary>
    public const string SessionClaim = "session";

    private const string NotAllowedPage =
        """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8" /><title>Not allowed · Reo</title><link rel="stylesheet" href="/_content/Reo.Dashboard/dashboard.css" /></head>
        <body><div class="reo-plain"><main class="reo-card">
        <h1>Not allowed</h1>
        <p>This page is for Admins of the tenant. Ask one of them, or go back to the <a href="/">overview</a>.</p>
        </main></div></body>
        </html>
        """;

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = CookieName;
        options.Cookie.HttpOnly = true;
        options.Cookie.IsEssential = true;
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = TimeSpan.FromHours(12);
        options.SlidingExpiration = true;
        options.Events.OnValidatePrincipal = ValidateAsync;
        options.Events.OnRedirectToLogin = ChallengeAsync;
        options.Events.OnRedirectToAccessDenied = DenyAsync;
    }

    /// <summary>Puts the session into the unit of work and the cookie into the answer.</summary>
    public static Task BeginAsync(
        HttpContext context, IDocumentSession installation, Person person, string? tenantId, DateTimeOffset now, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var sessionId = Secrets.NewSecret();
        installation.Store(new Session(Secrets.HashOf(sessionId), person.PersonId, tenantId, person.PasswordsSet, now + Session.LongestLifetime));
        var identity = new ClaimsIdentity([new Claim(SessionClaim, sessionId)], Scheme);
        return context.SignInAsync(Scheme, new ClaimsPrincipal(identity));
    }

    /// <summary>The session that the request's cookie names, open or not.</summary>
    public static string? HashOfSession(ClaimsPrincipal caller) => caller.FindFirstValue(SessionClaim) is { } id ? Secrets.HashOf(id) : null;

    /// <summary>A person who opens a page is shown where to sign in, and comes back; a program is told.</summary>
    private static Task ChallengeAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        var http = context.HttpContext;
        if (!OpensPage(http))
            return Problems.ChallengeAsync(http);

        http.Response.Redirect(SignInPage.AddressFor(http.Request.PathBase + http.Request.Path + http.Request.QueryString));
        return Task.CompletedTask;
    }

    private static Task DenyAsync(RedirectContext<CookieAuthenticationOptions> context) => OpensPage(context.HttpContext)
        ? Results.Content(NotAllowedPage, "text/html", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context.HttpContext)
        : Problems.NotAllowed.ExecuteAsync(context.HttpContext);

    private static bool OpensPage(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method) && http.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        var claims = await CallerOfAsync(
            services.GetRequiredService<IDocumentStore>(),
            context.Principal?.FindFirstValue(SessionClaim),
            services.GetRequiredService<TimeProvider>().GetUtcNow(),
            context.HttpContext.RequestAborted);
        if (claims is null)
            context.RejectPrincipal();
        else
            context.ReplacePrincipal(PrincipalOf(claims));
    }

    public static ClaimsPrincipal PrincipalOf(IEnumerable<Claim> claims) =>
        new(new ClaimsIdentity(claims, Scheme, Access.EmailClaim, Access.RoleClaim));

    /// <summary>What the person of a session may do at this moment; null when it has ended.</summary>
    public static async Task<IEnumerable<Claim>?> CallerOfAsync(IDocumentStore store, string? sessionId, DateTimeOffset now, CancellationToken cancellation)
    {
        if (sessionId is null)
            return null;

        await using var installation = store.QuerySession(Installation.TenantId);
        if (await installation.LoadAsync<Session>(Secrets.HashOf(sessionId), cancellation) is not { } session
            || await Person.LoadAsync(installation, session.PersonId, cancellation) is not { } person
            || !session.IsOpen(person, now))
        {
            return null;
        }

        return await CallerClaims.OfAsync(store, person, session.TenantId, cancellation) is { } claims
            ? [.. claims, new Claim(SessionClaim, sessionId)]
            : null;
    }
}
