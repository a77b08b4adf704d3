using System.Security.Claims;
using System.Text;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Reo.PlanFile;
using Reo.Tenancy.Contracts;

namespace Reo.Metrics.Plan;

/// <summary>The plan as the text file <c>reo.metrics.txt</c>, which compilers read; see docs/decisions/0007-plan-file.md.</summary>
internal static class ServePlanFile
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/metrics/plan", HandleAsync)
        .RequireAuthorization(Access.ReadOwnTenant)
        .WithName("ServePlanFile")
        .WithTags("Metrics")
        .WithSummary($"The tenant's metric plan as the text file {PlanDocument.FileName}")
        .Produces<string>(StatusCodes.Status200OK, "text/plain")
        .Produces(StatusCodes.Status304NotModified)
        .ProducesProblem(StatusCodes.Status401Unauthorized);

    public static string Write(string tenantId, MetricPlan plan) =>
        PlanDocument.Create(tenantId, plan.Version, PlanVersion.ETag(plan.Version), plan.InOrder().Select(Line)).ToString();

    private static async Task<Results<ContentHttpResult, StatusCodeHttpResult>> HandleAsync(
        ClaimsPrincipal caller, IDocumentStore store, HttpContext http, CancellationToken cancellation)
    {
        var plan = await ShowPlan.LoadAsync(store, caller.Tenant(), cancellation);
        PlanVersion.Tag(http.Response, plan.Version);
        return PlanVersion.IsKnown(http.Request, plan.Version)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Text(Write(caller.Tenant(), plan), "text/plain", Encoding.UTF8);
    }

    private static PlanMetric Line(Metric metric) => new(
        metric.Key,
        metric.Slot,
        metric.Archived ? MetricState.Archived : MetricState.Active,
        metric.DisplayName ?? "",
        metric.Description ?? "");
}
