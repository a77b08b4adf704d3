using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Reo.Tenancy.SignIn;

namespace Reo.Tenancy.Members;

/// <param name="Token">What stands behind # in the link.</param>
/// <param name="Password">The one to sign in with from now on; a person who has one already sends that one.</param>
internal sealed record AcceptInvitationRequest(string Token, string Password)
{
    public override string ToString() => nameof(AcceptInvitationRequest);
}

internal static class AcceptInvitation
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/invitations/accept", HandleAsync)
        .AllowAnonymous()
        .RequireRateLimiting(SignInRateLimit.Policy)
        .WithName("AcceptInvitation")
        .WithTags("Sign-in")
        .WithSummary("Joins the tenant of a one-time link, or sets the new password of one; sign in afterwards")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status429TooManyRequests);

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        AcceptInvitationRequest request, IDocumentStore store, Passwords passwords, SignInAttempts attempts, TimeProvider clock,
        CancellationToken cancellation) =>
        await RunAsync(request, store, passwords, attempts, clock, cancellation) is { } problem ? problem : TypedResults.NoContent();

    /// <summary>Null when the person has joined, or has the new password.</summary>
    public static async Task<ProblemHttpResult?> RunAsync(
        AcceptInvitationRequest request, IDocumentStore store, Passwords passwords, SignInAttempts attempts, TimeProvider clock,
        CancellationToken cancellation)
    {
        await using var installation = store.LightweightSession(Installation.TenantId);
        var invitation = await installation.LoadAsync<Invitation>(Secrets.HashOf(request.Token), cancellation);
        if (invitation is null || invitation.EndsAt <= clock.GetUtcNow())
            return Problems.InvitationEnded;

        var person = await Person.LoadAsync(installation, invitation.PersonId, cancellation);
        if (!person!.HasPassword || invitation.ResetsPassword)
        {
            if (Passwords.Refuse(request.Password, person.Email) is { } problem)
                return Problems.Of(problem);
            await passwords.SetAsync(installation, person, request.Password, cancellation);
        }
        else if (await attempts.CheckAsync(installation, person, request.Password, cancellation) is { } refused)
        {
            return refused;
        }

        if (!invitation.ResetsPassword)
        {
            var tenant = installation.ForTenant(invitation.TenantId);
            var stream = await tenant.Events.FetchForWriting<TenantMembers>(TenantMembers.StreamOf(invitation.TenantId), cancellation);
            var (joined, problem) = stream.Aggregate!.Join(person.PersonId);
            if (problem is not null)
                return Problems.InvitationEnded;
            stream.AppendOne(joined!);
        }

        installation.Delete<Invitation>(invitation.Id);
        await installation.SaveChangesAsync(cancellation);
        return null;
    }
}
