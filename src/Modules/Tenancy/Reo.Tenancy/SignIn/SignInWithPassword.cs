using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Reo.Tenancy.Members;
using Reo.Tenancy.Tenants;

namespace Reo.Tenancy.SignIn;

/// <param name="Tenant">The tenant to work in; the first by id when absent.</param>
internal sealed record SignInRequest(string Email, string Password, string? Tenant = null)
{
    public override string ToString() => nameof(SignInRequest);
}

internal static class SignInWithPassword
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/sign-in", HandleAsync)
        .AllowAnonymous()
        .RequireRateLimiting(SignInRateLimit.Policy)
        .WithName("SignIn")
        .WithTags("Sign-in")
        .WithSummary("Signs in with e-mail and password; the answer sets the cookie reo_session")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status429TooManyRequests);

    private static async Task<Results<Ok<MeView>, ProblemHttpResult>> HandleAsync(
        SignInRequest request, HttpContext context, IDocumentStore store, NpgsqlDataSource database, SignInAttempts attempts,
        TimeProvider clock, CancellationToken cancellation)
    {
        var (me, problem) = await RunAsync(request, context, store, database, attempts, clock, cancellation);
        return me is null ? problem! : TypedResults.Ok(me);
    }

    /// <summary>Begins a session and puts its cookie into the answer, or says why not.</summary>
    public static async Task<(MeView? Me, ProblemHttpResult? Problem)> RunAsync(
        SignInRequest request, HttpContext context, IDocumentStore store, NpgsqlDataSource database, SignInAttempts attempts,
        TimeProvider clock, CancellationToken cancellation)
    {
        if (EmailAddress.Read(request.Email) is not { } email)
            return (null, Problems.Of(MemberProblem.EmailNotUsable));

        await using var installation = store.LightweightSession(Installation.TenantId);
        var person = await Person.FindAsync(installation, email, cancellation);
        var (matches, refused) = await attempts.CheckAsync(installation, email.Value, person, request.Password, cancellation);
        if (!matches)
            return (null, refused);

        var memberships = await Memberships.OfAsync(database, person!.PersonId, cancellation);
        var tenant = memberships.FirstOrDefault(membership => request.Tenant is null || membership.Id == request.Tenant);
        if (tenant is null && (request.Tenant is not null || !person.IsOperator))
            return (null, Problems.NotInTenant);

        await CookieSessions.BeginAsync(context, installation, person, tenant?.Id, clock.GetUtcNow(), cancellation);
        await installation.SaveChangesAsync(cancellation);
        return (new MeView(person.PersonId, person.Email, person.IsOperator, tenant, memberships), null);
    }
}
