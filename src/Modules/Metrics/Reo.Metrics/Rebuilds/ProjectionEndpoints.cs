using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Reo.Metrics.Views;
using Reo.Tenancy.Contracts;

namespace Reo.Metrics.Rebuilds;

/// <param name="DryRun">Builds and says how many rows would change; nothing goes live.</param>
internal sealed record RebuildRequest(bool DryRun = false);

/// <summary>What a verification found.</summary>
internal sealed record Verification(bool Same, IReadOnlyList<ViewDifference> Differences);

/// <summary>Rebuilds over HTTP. They are of the caller's own tenant; those of the whole installation are the command line's.</summary>
internal static class ProjectionEndpoints
{
    private const string One = "/api/v1/projections/{name}";

    private static readonly TimeSpan _lookEvery = TimeSpan.FromMilliseconds(500);

    public static void Map(IEndpointRouteBuilder routes)
    {
        Describe(routes.MapGet("/api/v1/projections", ListAsync))
            .WithName("ListProjections").WithSummary("Status, position, lag and last rebuild of each projection");
        Describe(routes.MapPost($"{One}/rebuilds", StartAsync)).ProducesProblem(StatusCodes.Status409Conflict)
            .WithName("StartRebuild").WithSummary("Makes your tenant's views anew from the raw events, beside the live ones, and switches");
        Describe(routes.MapGet($"{One}/rebuilds", HistoryAsync))
            .WithName("ListRebuilds").WithSummary("Who started, cancelled and finished which rebuild, with what result");
        Describe(routes.MapGet($"{One}/rebuilds/{{id}}", ShowAsync)).WithName("ShowRebuild").WithSummary("How far a rebuild is");
        Describe(routes.MapGet($"{One}/rebuilds/{{id}}/events", FollowAsync))
            .WithName("FollowRebuild").WithSummary("The same as server-sent events, until the rebuild is over");
        Describe(routes.MapDelete($"{One}/rebuilds/{{id}}", CancelAsync))
            .WithName("CancelRebuild").WithSummary("Cancels a rebuild; the live view stays as it was");
        Describe(routes.MapPost($"{One}/verify", VerifyAsync)).ProducesProblem(StatusCodes.Status409Conflict)
            .WithName("VerifyProjection").WithSummary("Makes your tenant's views anew and compares them with the live ones, row by row");
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder route) => route
        .RequireAuthorization(Access.ManageTenant)
        .WithTags("Projections")
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Ok<IReadOnlyList<ProjectionStatus>>> ListAsync(
        ClaimsPrincipal caller, ListProjections list, CancellationToken cancellation) =>
        TypedResults.Ok(await list.RunAsync(caller.Tenant(), cancellation));

    private static async Task<Results<Accepted<Rebuild>, ProblemHttpResult>> StartAsync(
        [Description("The projection, as listed")] string name, RebuildRequest request, ClaimsPrincipal caller, RebuildRunner runner, CancellationToken cancellation)
    {
        if (name != ViewTables.ProjectionName)
            return Problems.ProjectionUnknown;

        var (started, problem) = await BeginAsync(runner, caller, request, cancellation);
        return started is null ? problem! : TypedResults.Accepted($"/api/v1/projections/{name}/rebuilds/{started.Id}", started);
    }

    /// <summary>The rebuild, which runs on behind the request; or why there is none.</summary>
    public static async Task<(Rebuild? Started, ProblemHttpResult? Problem)> BeginAsync(
        RebuildRunner runner, ClaimsPrincipal caller, RebuildRequest request, CancellationToken cancellation)
    {
        try
        {
            return (await runner.StartAsync(new RebuildOrder(caller.Tenant(), AsOf: null, request.DryRun, caller.PersonId()), cancellation), null);
        }
        catch (RebuildRunningException e)
        {
            return (null, Problems.RebuildRunning(e.RunningId));
        }
    }

    private static async Task<Results<Ok<IReadOnlyList<Rebuild>>, ProblemHttpResult>> HistoryAsync(
        string name, ClaimsPrincipal caller, RebuildLog log, CancellationToken cancellation) => name == ViewTables.ProjectionName
            ? TypedResults.Ok(await log.ListAsync(name, caller.Tenant(), limit: 100, cancellation))
            : Problems.ProjectionUnknown;

    private static async Task<Results<Ok<Rebuild>, ProblemHttpResult>> ShowAsync(
        string name, Guid id, ClaimsPrincipal caller, RebuildLog log, CancellationToken cancellation) =>
        await FindAsync(name, id, caller, log, cancellation) is { } found ? TypedResults.Ok(found) : Problems.RebuildUnknown;

    private static async Task<Results<ServerSentEventsResult<Rebuild>, ProblemHttpResult>> FollowAsync(
        string name, Guid id, ClaimsPrincipal caller, RebuildLog log, TimeProvider clock, CancellationToken cancellation) =>
        await FindAsync(name, id, caller, log, cancellation) is null
            ? Problems.RebuildUnknown
            : TypedResults.ServerSentEvents(StatesAsync(id, log, clock, cancellation), eventType: "progress");

    private static async Task<Results<Accepted<Rebuild>, ProblemHttpResult>> CancelAsync(
        string name, Guid id, ClaimsPrincipal caller, RebuildLog log, CancellationToken cancellation)
    {
        var (cancelled, problem) = await AskToCancelAsync(log, caller, name, id, cancellation);
        return cancelled is null ? problem! : TypedResults.Accepted($"/api/v1/projections/{name}/rebuilds/{id}", cancelled);
    }

    /// <summary>The rebuild, which ends soon; or why not.</summary>
    public static async Task<(Rebuild? Cancelled, ProblemHttpResult? Problem)> AskToCancelAsync(
        RebuildLog log, ClaimsPrincipal caller, string name, Guid id, CancellationToken cancellation)
    {
        if (await FindAsync(name, id, caller, log, cancellation) is null)
            return (null, Problems.RebuildUnknown);

        await log.AskToCancelAsync(id, caller.PersonId(), cancellation);
        return (await log.FindAsync(id, cancellation), null);
    }

    private static async Task<Results<Ok<Verification>, ProblemHttpResult>> VerifyAsync(
        string name, ClaimsPrincipal caller, VerifyViews verify, CancellationToken cancellation)
    {
        if (name != ViewTables.ProjectionName)
            return Problems.ProjectionUnknown;

        var (found, problem) = await CompareAsync(verify, caller, (_, _) => { }, cancellation);
        return found is null ? problem! : TypedResults.Ok(found);
    }

    /// <summary>What a verification finds, or why there is none.</summary>
    public static async Task<(Verification? Found, ProblemHttpResult? Problem)> CompareAsync(
        VerifyViews verify, ClaimsPrincipal caller, Action<long, long> progress, CancellationToken cancellation)
    {
        try
        {
            return await verify.RunAsync(caller.Tenant(), progress, cancellation) is { } differences
                ? (new Verification(differences.Count == 0, differences), null)
                : (null, Problems.VerificationRunning);
        }
        catch (Exception e) when (e is EventNotApplicableException or OtherVersionException)
        {
            return (null, Problems.VerificationImpossible(e.Message));
        }
    }

    private static async Task<Rebuild?> FindAsync(string name, Guid id, ClaimsPrincipal caller, RebuildLog log, CancellationToken cancellation) =>
        await log.FindAsync(id, cancellation) is { } found && found.Projection == name && found.TenantId == caller.Tenant() ? found : null;

    private static async IAsyncEnumerable<Rebuild> StatesAsync(
        Guid id, RebuildLog log, TimeProvider clock, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (Rebuild? before = null; before is not { IsOver: true };)
        {
            if (await log.FindAsync(id, cancellation) is not { } now)
                yield break;
            if (now != before)
                yield return now;
            before = now;
            if (!now.IsOver)
                await Task.Delay(_lookEvery, clock, cancellation);
        }
    }
}
