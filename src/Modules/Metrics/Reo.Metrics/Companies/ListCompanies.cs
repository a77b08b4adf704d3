using System.ComponentModel;
using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Reo.Metrics.Reports;
using Reo.Metrics.Segments;
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
        .Produces<CompanyPage>(StatusCodes.Status200OK, ReportFormat.ContentTypes[0], ReportFormat.ContentTypes[1..])
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> HandleAsync(
        [AsParameters] CompanyFilter filter,
        [FromQuery(Name = "format"), Description(ExportList.FormatDescription)] string? format,
        ClaimsPrincipal caller,
        NpgsqlDataSource database,
        ReportSources sources,
        IDocumentStore store,
        TimeProvider clock,
        CancellationToken cancellation) =>
        format is null
            ? await PageAsync(filter, caller, database, store, clock, cancellation)
            : ExportList.Answer(SegmentMembers.Companies, filter, format, sources, store, caller.Tenant(), clock);

    /// <summary>A page, for whoever shows one.</summary>
    public static async Task<Results<Ok<CompanyPage>, ProblemHttpResult>> PageAsync(
        CompanyFilter filter, ClaimsPrincipal caller, NpgsqlDataSource database, IDocumentStore store, TimeProvider clock, CancellationToken cancellation)
    {
        var (page, problem) = filter.Read(CompanyQuery.Listing, clock);
        return page is null ? problem! : TypedResults.Ok(await CompanyQuery.ListAsync(database, store, caller.Tenant(), filter, page, cancellation));
    }
}
