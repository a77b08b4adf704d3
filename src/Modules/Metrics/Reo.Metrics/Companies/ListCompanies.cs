using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Reo.Tenancy.Contracts;

namespace Reo.Metrics.Companies;

/// <param name="Companies">In the order that was asked for.</param>
/// <param name="Total">How many there are on all pages.</param>
/// <param name="AsOf">The day that scores, trends and what is active are reckoned to.</param>
/// <param name="Next">Send it as <c>after</c> for the next page; null on the last one.</param>
internal sealed record CompanyPage(IReadOnlyList<CompanyView> Companies, long Total, DateOnly AsOf, string? Next);

internal static class ListCompanies
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/companies", HandleAsync)
        .RequireAuthorization(Access.ReadOwnTenant)
        .WithName("ListCompanies")
        .WithTags("Companies")
        .WithSummary("The companies whose developers use the product, most recently active first")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<CompanyPage>, ProblemHttpResult>> HandleAsync(
        [AsParameters] CompanyFilter filter,
        ClaimsPrincipal caller,
        NpgsqlDataSource database,
        IDocumentStore store,
        TimeProvider clock,
        CancellationToken cancellation)
    {
        var (page, problem) = filter.Read(CompanyQuery.Listing, clock);
        return page is null ? problem! : TypedResults.Ok(await CompanyQuery.ListAsync(database, store, caller.Tenant(), filter, page, cancellation));
    }
}
