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

internal sealed record DeveloperDetail : UsageDetail
{
    public DeveloperDetail(DeveloperView developer, UsageDetail usage)
        : base(usage) => Developer = developer;

    public DeveloperView Developer { get; }
}

internal static class ShowDeveloper
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/developers/{**developer_id}", HandleAsync)
        .OfDeveloper()
        .WithName("ShowDeveloper")
        .WithSummary("One developer: identities, company, totals, the last 30 days");

    public static async Task<Results<Ok<DeveloperDetail>, ProblemHttpResult>> HandleAsync(
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
        return TypedResults.Ok(new DeveloperDetail(developer, await totals.DetailAsync(day, cancellation)));
    }
}
