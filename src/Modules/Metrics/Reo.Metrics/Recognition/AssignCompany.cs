using System.ComponentModel;
using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Reo.Tenancy.Contracts;

namespace Reo.Metrics.Recognition;

/// <param name="Kind"><c>developer</c>, <c>email_domain</c>, <c>github_owner</c>, <c>linkedin_company</c> or <c>ip_range</c>.</param>
/// <param name="Key">An identity (<c>github/ann</c>), a domain with all below it, an account or its address, a company's page, or a CIDR range.</param>
/// <param name="Company">Its domain, or its name.</param>
internal sealed record AssignmentRequest(string? Kind, string? Key, string? Company);

/// <summary>An assignment as it is in force: canonical.</summary>
internal sealed record Assignment(string Kind, string Key, string Company);

internal static class AssignCompany
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Describe(routes.MapPut("/api/v1/company-assignments", AssignAsync))
            .WithName("AssignCompany")
            .WithSummary("Says whose company something is, before every other rule; usage that comes from then on follows it, a rebuild applies it to all");
        Describe(routes.MapDelete("/api/v1/company-assignments", UnassignAsync))
            .WithName("UnassignCompany")
            .WithSummary("Takes an assignment back")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder route) => route
        .RequireAuthorization(Access.ManageTenant)
        .WithTags("Companies")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden);

    public static async Task<Results<Ok<Assignment>, ProblemHttpResult>> AssignAsync(
        AssignmentRequest request, ClaimsPrincipal caller, IDocumentStore store, CancellationToken cancellation)
    {
        var (assigned, problem) = await RunAsync(store, caller, request, cancellation);
        return assigned is null ? problem! : TypedResults.Ok(assigned);
    }

    /// <summary>The assignment that is in force, or why it is not.</summary>
    public static async Task<(Assignment? Assigned, ProblemHttpResult? Problem)> RunAsync(
        IDocumentStore store, ClaimsPrincipal caller, AssignmentRequest request, CancellationToken cancellation)
    {
        if (AssignmentKey.Read(request.Kind ?? "", request.Key ?? "") is not { } key)
            return (null, Problems.AssignmentKeyNotUsable);
        if (CompanyAssignment.ReadCompany(request.Company ?? "") is not { } company)
            return (null, Problems.CompanyNotUsable);

        await using var session = store.LightweightSession(caller.Tenant());
        var stream = await session.Events.FetchForWriting<CompanyAssignment>(key.StreamOf(caller.Tenant()), cancellation);
        if (CompanyAssignment.Assign(stream.Aggregate, key, company, caller.PersonId()) is { } assigned)
        {
            stream.AppendOne(assigned);
            await session.SaveChangesAsync(cancellation);
        }

        return (new Assignment(key.Kind, key.Key, company), null);
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> UnassignAsync(
        [FromQuery, Description("As it was assigned")] string? kind,
        [FromQuery, Description("In any spelling")] string? key,
        ClaimsPrincipal caller,
        IDocumentStore store,
        CancellationToken cancellation) =>
        await TakeBackAsync(store, caller, kind ?? "", key ?? "", cancellation) is { } problem ? problem : TypedResults.NoContent();

    /// <summary>Null when it was taken back.</summary>
    public static async Task<ProblemHttpResult?> TakeBackAsync(
        IDocumentStore store, ClaimsPrincipal caller, string kind, string key, CancellationToken cancellation)
    {
        if (AssignmentKey.Read(kind, key) is not { } assigned)
            return Problems.AssignmentKeyNotUsable;

        await using var session = store.LightweightSession(caller.Tenant());
        var stream = await session.Events.FetchForWriting<CompanyAssignment>(assigned.StreamOf(caller.Tenant()), cancellation);
        if (CompanyAssignment.Unassign(stream.Aggregate, assigned, caller.PersonId()) is not { } unassigned)
            return Problems.AssignmentUnknown;

        stream.AppendOne(unassigned);
        await session.SaveChangesAsync(cancellation);
        return null;
    }
}
