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

/// <summary>Puts a metric into the plan of the tenant that the message is sent for, or changes it there.</summary>
/// <param name="Key">The <c>activity_type</c> that counts towards it, exactly.</param>
/// <param name="Slot"><c>PRIMARY</c>, or <c>SECONDARY1</c> to <c>SECONDARY99</c>.</param>
/// <param name="DisplayName">What people read in its place; the key when absent.</param>
/// <param name="Description">What it means; free text of several lines.</param>
/// <param name="Weight">How much one event of it counts in scores, 0 to 1,000.</param>
/// <param name="OnlyIfVersion">Nothing is changed unless the plan is of one of these versions; null for any.</param>
public sealed record ConfigureMetric(
    string Key, string Slot, string? DisplayName = null, string? Description = null, decimal Weight = 1, long[]? OnlyIfVersion = null);

/// <summary>What became of a change: the plan's version after it, or why it was not made.</summary>
public sealed record PlanAnswer(long Version, PlanProblem? Problem);

public static class ConfigureMetricHandler
{
    public static async Task<(PlanAnswer, MetricPlanChanged?)> HandleAsync(
        ConfigureMetric command, IDocumentSession session, CancellationToken cancellation)
    {
        var stream = await session.Events.FetchForWriting<MetricPlan>(MetricPlan.StreamOf(session.TenantId), cancellation);
        var plan = stream.Aggregate ?? MetricPlan.Empty(stream.Key!);
        if (command.OnlyIfVersion is { } meant && !meant.Contains(plan.Version))
            return (new PlanAnswer(plan.Version, PlanProblem.VersionChanged), null);

        var (configured, problem) = plan.Configure(command.Key, command.Slot, command.DisplayName, command.Description, command.Weight);
        if (configured is null)
            return (new PlanAnswer(plan.Version, problem), null);

        stream.AppendOne(configured);
        var changed = plan.ChangedBy(configured);
        return (new PlanAnswer(changed.Version, null), changed);
    }
}

/// <param name="Slot"><c>PRIMARY</c>, or <c>SECONDARY1</c> to <c>SECONDARY99</c>. No other metric that is not archived has it.</param>
/// <param name="DisplayName">What people read in its place, at most 200 characters; the key when absent.</param>
/// <param name="Description">What it means, at most 2,000 characters.</param>
/// <param name="Weight">How much one event of it counts in scores, 0 to 1,000; 1 when absent.</param>
internal sealed record ConfigureMetricRequest(string? Slot, string? DisplayName = null, string? Description = null, decimal? Weight = null);

internal static class ConfigureMetricEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/api/v1/metrics/{**key}", HandleAsync)
        .RequireAuthorization(Access.ManageTenant)
        .WithName("ConfigureMetric")
        .WithTags("Metrics")
        .WithSummary("Puts a metric into the plan, changes it, or takes it out of the archive; held events of it are released")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status412PreconditionFailed);

    private static async Task<Results<Ok<PlanChange>, ProblemHttpResult>> HandleAsync(
        [Description("The activity type, exactly; percent-encoded")] string key,
        ConfigureMetricRequest request,
        ClaimsPrincipal caller,
        IMessageBus bus,
        HttpContext http,
        CancellationToken cancellation)
    {
        var answer = await bus.InvokeForTenantAsync<PlanAnswer>(
            caller.Tenant(),
            new ConfigureMetric(
                MetricKeys.FromRoute(key), request.Slot ?? "", request.DisplayName, request.Description, request.Weight ?? 1, PlanVersion.Meant(http.Request)),
            cancellation);
        return PlanChange.Answer(answer, http.Response);
    }
}
