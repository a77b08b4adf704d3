using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Reo.Tenancy.Contracts;
using Reo.Tenancy.Members;

namespace Reo.Tenancy.SignIn;

internal sealed record ChangePasswordRequest(string CurrentPassword, string NewPassword)
{
    public override string ToString() => nameof(ChangePasswordRequest);
}

internal static class ChangePassword
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/me/password", HandleAsync)
        .RequireAuthorization(Access.SignedInPerson)
        .RequireRateLimiting(SignInRateLimit.Policy)
        .WithName("ChangePassword")
        .WithTags("Sign-in")
        .WithSummary("Sets a new password; every session of the person ends, and the answer sets a new cookie for this one")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status429TooManyRequests);

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        ChangePasswordRequest request, HttpContext context, ClaimsPrincipal caller, IDocumentStore store, Passwords passwords,
        SignInAttempts attempts, TimeProvider clock, CancellationToken cancellation) =>
        await RunAsync(request, context, caller, store, passwords, attempts, clock, cancellation) is { } problem ? problem : TypedResults.NoContent();

    /// <summary>Null when the password is the new one, and the answer has a new cookie.</summary>
    public static async Task<ProblemHttpResult?> RunAsync(
        ChangePasswordRequest request, HttpContext context, ClaimsPrincipal caller, IDocumentStore store, Passwords passwords,
        SignInAttempts attempts, TimeProvider clock, CancellationToken cancellation)
    {
        await using var installation = store.LightweightSession(Installation.TenantId);
        var person = (await Person.LoadAsync(installation, caller.PersonId(), cancellation))!;
        if (Passwords.Refuse(request.NewPassword, person.Email) is { } problem)
            return Problems.Of(problem);
        if (await attempts.CheckAsync(installation, person, request.CurrentPassword, cancellation) is { } refused)
            return refused;

        await passwords.SetAsync(installation, person, request.NewPassword, cancellation);
        var renewed = person with { PasswordsSet = person.PasswordsSet + 1 };
        await CookieSessions.BeginAsync(
            context, installation, renewed, caller.FindFirstValue(Access.TenantClaim), clock.GetUtcNow(), cancellation);
        await installation.SaveChangesAsync(cancellation);
        return null;
    }
}
