using System.ComponentModel;
using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Reo.Metrics.Contracts;
using Reo.Tenancy.Contracts;
using Wolverine;

namespace Reo.Metrics.Plan;

/// <summary>Takes a metric out of the plan of the tenant that the message is sent for.</summary>
/// <param name="OnlyIfVersion">Nothing is changed unless the plan is of one of these versions; null for any.</param>
public sealed record ArchiveMetric(string Key, long[]? OnlyIfVersion = null);

public static class ArchiveMetricHandler
{
    public static async Task<(PlanAnswer, MetricPlanChanged?)> HandleAsync(
        ArchiveMetric command, IDocumentSession session, CancellationToken cancellation)
    {
        var stream = await session.Events.FetchForWriting<MetricPlan>(MetricPlan.StreamOf(session.TenantId), cancellation);
        var plan = stream.Aggregate ?? MetricPlan.Empty(stream.Key!);
        if (command.OnlyIfVersion is { } meant && !meant.Contains(plan.Version))
            return (new PlanAnswer(plan.Version, PlanProblem.VersionChanged), null);

        var (archived, problem) = plan.Archive(command.Key);
        if (archived is null)
            return (new PlanAnswer(plan.Version, problem), null);

        stream.AppendOne(archived);
        var changed = plan.ChangedBy(archived);
        return (new PlanAnswer(changed.Version, null), changed);
    }
}

internal static class ArchiveMetricEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/api/v1/metrics/{**key}", HandleAsync)
        .RequireAuthorization(Access.ManageTenant)
        .WithName("ArchiveMetric")
        .WithTags("Metrics")
        .WithSummary("Archives a metric: what it counted stays, new events of it are held, its slot is free")
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status412PreconditionFailed);

    private static async Task<Results<Ok<PlanChange>, ProblemHttpResult>> HandleAsync(
        [Description("The activity type, exactly; percent-encoded")] string key,
        ClaimsPrincipal caller,
        IMessageBus bus,
        HttpContext http,
        CancellationToken cancellation)
    {
        var answer = await bus.InvokeForTenantAsync<PlanAnswer>(
            caller.Tenant(), new ArchiveMetric(MetricKeys.FromRoute(key), PlanVersion.Meant(http.Request)), cancellation);
        return PlanChange.Answer(answer, http.Response);
    }
}
