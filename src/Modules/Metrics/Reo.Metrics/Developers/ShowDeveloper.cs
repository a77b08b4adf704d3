using System.ComponentModel;
using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Reo.Metrics.Reading;
using Reo.Tenancy.Contracts;

namespace Reo.Metrics.Developers;

/// <param name="AsOf">The day that the score and the last 30 days are reckoned to.</param>
/// <param name="Metrics">Totals of each metric, the most used first.</param>
/// <param name="Products">Totals of each product.</param>
/// <param name="Environments">Totals of each environment; the empty one is usage that named none.</param>
/// <param name="Days">The 30 days up to <paramref name="AsOf"/>, those without usage too.</param>
internal sealed record DeveloperDetail(
    DeveloperView Developer,
    DateOnly AsOf,
    IReadOnlyList<Total> Metrics,
    IReadOnlyList<Total> Products,
    IReadOnlyList<Total> Environments,
    IReadOnlyList<DayTotal> Days);

internal static class ShowDeveloper
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/developers/{**developer_id}", HandleAsync)
        .RequireAuthorization(Access.ReadOwnTenant)
        .WithName("ShowDeveloper")
        .WithTags("Developers")
        .WithSummary("One developer: identities, company, totals, the last 30 days")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<DeveloperDetail>, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "developer_id"), Description("Any identity of the developer, for example github/michaelbevan")] string developerId,
        [FromQuery(Name = "as_of"), Description("The day that the score and the last 30 days are reckoned to; today when absent")] DateOnly? asOf,
        ClaimsPrincipal caller,
        NpgsqlDataSource database,
        IDocumentStore store,
        TimeProvider clock,
        CancellationToken cancellation)
    {
        var (tenantId, day) = (caller.Tenant(), asOf ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
        var id = await DeveloperQuery.FindAsync(database, tenantId, RouteText.Decode(developerId), cancellation);
        if (id is null || await DeveloperQuery.ShowAsync(database, store, tenantId, id, day, cancellation) is not { } developer)
            return Problems.DeveloperUnknown;

        var totals = new UsageTotals(database, "reports.usage_by_day", "developer_id", tenantId, id);
        return TypedResults.Ok(new DeveloperDetail(
            developer,
            day,
            await totals.ByAsync("metric", cancellation),
            await totals.ByAsync("product", cancellation),
            await totals.ByAsync("environment", cancellation),
            await totals.DaysAsync(day, cancellation)));
    }
}
