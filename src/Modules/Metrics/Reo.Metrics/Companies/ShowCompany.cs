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

namespace Reo.Metrics.Companies;

internal sealed record CompanyDetail : UsageDetail
{
    public CompanyDetail(CompanyView company, UsageDetail usage)
        : base(usage) => Company = company;

    public CompanyView Company { get; }
}

internal static class ShowCompany
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/companies/{domain}", HandleAsync)
        .RequireAuthorization(Access.ReadOwnTenant)
        .WithName("ShowCompany")
        .WithTags("Companies")
        .WithSummary("One company: developers, trend, totals, the last 30 days")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status404NotFound);

    public static async Task<Results<Ok<CompanyDetail>, ProblemHttpResult>> HandleAsync(
        [Description("Its domain, or its name, exactly as the list shows it")] string domain,
        [FromQuery(Name = "as_of"), Description("The day that the score, the trend and what is active are reckoned to; today when absent")] DateOnly? asOf,
        ClaimsPrincipal caller,
        NpgsqlDataSource database,
        IDocumentStore store,
        TimeProvider clock,
        CancellationToken cancellation)
    {
        var (tenantId, name, day) = (caller.Tenant(), RouteText.Decode(domain), asOf ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
        if (await CompanyQuery.ShowAsync(database, store, tenantId, name, day, cancellation) is not { } view)
            return Problems.CompanyUnknown;

        var totals = new UsageTotals(database, "reports.company_usage_by_day", "company", tenantId, name);
        return TypedResults.Ok(new CompanyDetail(view, await totals.DetailAsync(day, cancellation)));
    }
}
