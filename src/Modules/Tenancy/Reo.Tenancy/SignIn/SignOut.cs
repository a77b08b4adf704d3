using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Reo.Tenancy.SignIn;

internal static class SignOut
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/sign-out", HandleAsync)
        .AllowAnonymous()
        .WithName("SignOut")
        .WithTags("Sign-in")
        .WithSummary("Ends the session of the cookie, also for whoever copied it; nothing happens without one");

    private static async Task<NoContent> HandleAsync(HttpContext context, ClaimsPrincipal caller, IDocumentStore store, CancellationToken cancellation)
    {
        await RunAsync(context, caller, store, cancellation);
        return TypedResults.NoContent();
    }

    public static async Task RunAsync(HttpContext context, ClaimsPrincipal caller, IDocumentStore store, CancellationToken cancellation)
    {
        if (CookieSessions.HashOfSession(caller) is { } sessionId)
        {
            await using var installation = store.LightweightSession(Installation.TenantId);
            installation.Delete<Session>(sessionId);
            await installation.SaveChangesAsync(cancellation);
        }

        await context.SignOutAsync(CookieSessions.Scheme);
    }
}
