using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Reo.Tenancy.Contracts;

namespace Reo.Metrics.Plan;

/// <param name="Version">Rises with every change; the ETag too.</param>
/// <param name="Metrics">By slot; archived ones last.</param>
internal sealed record PlanView(long Version, MetricView[] Metrics)
{
    public static PlanView Of(MetricPlan plan) => new(plan.Version, [.. plan.InOrder().Select(MetricView.Of)]);
}

/// <param name="Key">The <c>activity_type</c> that counts towards it, exactly.</param>
/// <param name="Slot"><c>PRIMARY</c>, or <c>SECONDARY1</c> to <c>SECONDARY99</c>.</param>
/// <param name="DisplayName">What people read in its place.</param>
/// <param name="Weight">How much one event of it counts in scores.</param>
/// <param name="State"><c>active</c> or <c>archived</c>.</param>
internal sealed record MetricView(string Key, string Slot, string DisplayName, string? Description, decimal Weight, string State)
{
    public static MetricView Of(Metric metric) => new(
        metric.Key, metric.Slot, metric.DisplayName ?? metric.Key, metric.Description, metric.Weight, metric.Archived ? "archived" : "active");
}

internal static class ShowPlan
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/metrics", HandleAsync)
        .RequireAuthorization(Access.ReadOwnTenant)
        .WithName("ShowPlan")
        .WithTags("Metrics")
        .WithSummary("The tenant's metric plan")
        .Produces(StatusCodes.Status304NotModified)
        .ProducesProblem(StatusCodes.Status401Unauthorized);

    public static async Task<MetricPlan> LoadAsync(IDocumentStore store, string tenantId, CancellationToken cancellation)
    {
        await using var session = store.QuerySession(tenantId);
        var id = MetricPlan.StreamOf(tenantId);
        return await session.LoadAsync<MetricPlan>(id, cancellation) ?? MetricPlan.Empty(id);
    }

    private static async Task<Results<Ok<PlanView>, StatusCodeHttpResult>> HandleAsync(
        ClaimsPrincipal caller, IDocumentStore store, HttpContext http, CancellationToken cancellation)
    {
        var plan = await LoadAsync(store, caller.Tenant(), cancellation);
        PlanVersion.Tag(http.Response, plan.Version);
        return PlanVersion.IsKnown(http.Request, plan.Version)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(PlanView.Of(plan));
    }
}
