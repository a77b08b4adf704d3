using System.ComponentModel;
using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Reo.Tenancy.Contracts;

namespace Reo.Tenancy.Members;

/// <param name="Email">Whom to ask.</param>
/// <param name="Role">What they may do once they have joined.</param>
internal sealed record InviteMemberRequest(string Email, Role Role = Role.User);

/// <param name="MemberId">The person, from now on.</param>
/// <param name="Link">Give it to the person; it works once. Shown in this answer and never again.</param>
/// <param name="EndsAt">Until when it works.</param>
internal sealed record InvitedMember(string MemberId, string Link, DateTimeOffset EndsAt)
{
    public override string ToString() => $"invited {MemberId}";
}

internal static class InviteMember
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/members", HandleAsync)
            .RequireAuthorization(Access.ManageTenant)
            .WithName("InviteMember")
            .WithTags("Members")
            .WithSummary("Asks somebody to be a member; the answer has a one-time link for them")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict);

        routes.MapPost("/members/{member_id}/invitation", RepeatAsync)
            .RequireAuthorization(Access.ManageTenant)
            .WithName("RepeatInvitation")
            .WithTags("Members")
            .WithSummary("Makes a new one-time link for somebody who has not joined yet; the old one ends")
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Results<Created<InvitedMember>, ProblemHttpResult>> HandleAsync(
        InviteMemberRequest request, ClaimsPrincipal caller, IDocumentStore store, TimeProvider clock, CancellationToken cancellation)
    {
        var (invited, problem) = await RunAsync(store, clock, caller, request, cancellation);
        return invited is null ? problem! : TypedResults.Created($"/api/v1/members/{invited.MemberId}", invited);
    }

    private static async Task<Results<Ok<InvitedMember>, ProblemHttpResult>> RepeatAsync(
        [FromRoute(Name = "member_id"), Description("The member's id")] string memberId, ClaimsPrincipal caller, IDocumentStore store, TimeProvider clock,
        CancellationToken cancellation)
    {
        var (invited, problem) = await NewLinkAsync(store, clock, caller, memberId, cancellation);
        return invited is null ? problem! : TypedResults.Ok(invited);
    }

    /// <summary>A new link for somebody who has not joined yet, or why not.</summary>
    public static async Task<(InvitedMember? Invited, ProblemHttpResult? Problem)> NewLinkAsync(
        IDocumentStore store, TimeProvider clock, ClaimsPrincipal caller, string memberId, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession(caller.Tenant());
        var members = await session.LoadAsync<TenantMembers>(TenantMembers.StreamOf(caller.Tenant()), cancellation);
        switch (members!.Find(memberId))
        {
            case null:
                return (null, Problems.Of(MemberProblem.MemberUnknown));
            case { Joined: true }:
                return (null, Problems.Of(MemberProblem.AlreadyJoined));
        }

        var link = await Invitation.IssueAsync(
            session.ForTenant(Installation.TenantId), memberId, caller.Tenant(), clock.GetUtcNow() + Invitation.Lifetime, cancellation);
        await session.SaveChangesAsync(cancellation);
        return (new InvitedMember(memberId, link.Path, link.EndsAt), null);
    }

    /// <summary>A link for somebody new, or why not.</summary>
    public static async Task<(InvitedMember? Invited, ProblemHttpResult? Problem)> RunAsync(
        IDocumentStore store, TimeProvider clock, ClaimsPrincipal caller, InviteMemberRequest request, CancellationToken cancellation)
    {
        if (EmailAddress.Read(request.Email) is not { } email)
            return (null, Problems.Of(MemberProblem.EmailNotUsable));

        var (invited, problem) = await RunAsync(store, clock, caller.Tenant(), email, request.Role, caller.PersonId(), cancellation);
        return (invited, problem is null ? null : Problems.Of(problem.Value));
    }

    /// <summary>One unit of work over the tenant's members and the installation's people.</summary>
    public static async Task<(InvitedMember? Invited, MemberProblem? Problem)> RunAsync(
        IDocumentStore store, TimeProvider clock, string tenantId, EmailAddress email, Role role, string by, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession(tenantId);
        var installation = session.ForTenant(Installation.TenantId);

        var person = await Person.FindAsync(installation, email, cancellation) ?? Person.Register(installation, email);
        var stream = await session.Events.FetchForWriting<TenantMembers>(TenantMembers.StreamOf(tenantId), cancellation);
        var (invited, problem) = (stream.Aggregate ?? TenantMembers.Nobody(stream.Key!)).Invite(person.PersonId, role, by);
        if (problem is not null)
            return (null, problem);

        if (invited is not null)
            stream.AppendOne(invited);
        var link = await Invitation.IssueAsync(installation, person.PersonId, tenantId, clock.GetUtcNow() + Invitation.Lifetime, cancellation);
        await session.SaveChangesAsync(cancellation);
        return (new InvitedMember(person.PersonId, link.Path, link.EndsAt), null);
    }
}
