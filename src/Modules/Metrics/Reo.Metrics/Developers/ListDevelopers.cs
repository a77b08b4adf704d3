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

namespace Reo.Metrics.Developers;

/// <param name="Developers">In the order that was asked for.</param>
/// <param name="Total">How many there are on all pages.</param>
/// <param name="AsOf">The day that scores are reckoned to.</param>
/// <param name="Next">Send it as <c>after</c> for the next page; null on the last one.</param>
internal sealed record DeveloperPage(IReadOnlyList<DeveloperView> Developers, long Total, DateOnly AsOf, string? Next);

internal static class ListDevelopers
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Describe(routes.MapGet("/api/v1/developers", HandleAsync))
            .WithName("ListDevelopers")
            .WithSummary("The developers seen using the product, most recently seen first");
        Describe(routes.MapGet("/api/v1/companies/{domain}/developers", HandleOfCompanyAsync))
            .WithName("ListDevelopersOfCompany")
            .WithSummary("The developers who used something for the company, most recently seen first");
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder route) => route
        .RequireAuthorization(Access.ReadOwnTenant)
        .WithTags("Developers")
        .Produces<DeveloperPage>(StatusCodes.Status200OK, ReportFormat.ContentTypes[0], ReportFormat.ContentTypes[1..])
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    /// <summary>A page, for whoever shows one.</summary>
    public static async Task<Results<Ok<DeveloperPage>, ProblemHttpResult>> PageAsync(
        DeveloperFilter filter, ClaimsPrincipal caller, NpgsqlDataSource database, IDocumentStore store, TimeProvider clock, CancellationToken cancellation)
    {
        var (page, problem) = filter.Read(DeveloperQuery.Listing, clock);
        return page is null ? problem! : TypedResults.Ok(await DeveloperQuery.ListAsync(database, store, caller.Tenant(), filter, page, cancellation));
    }

    private static async Task<IResult> HandleAsync(
        [AsParameters] DeveloperFilter filter,
        [FromQuery(Name = "format"), Description(ExportList.FormatDescription)] string? format,
        ClaimsPrincipal caller,
        NpgsqlDataSource database,
        ReportSources sources,
        IDocumentStore store,
        TimeProvider clock,
        CancellationToken cancellation) =>
        format is null
            ? await PageAsync(filter, caller, database, store, clock, cancellation)
            : ExportList.Answer(SegmentMembers.Developers, filter, format, sources, store, caller.Tenant(), clock);

    private static Task<IResult> HandleOfCompanyAsync(
        [Description("Its domain, or its name, exactly as the list shows it")] string domain,
        [AsParameters] DeveloperFilter filter,
        [FromQuery(Name = "format"), Description(ExportList.FormatDescription)] string? format,
        ClaimsPrincipal caller,
        NpgsqlDataSource database,
        ReportSources sources,
        IDocumentStore store,
        TimeProvider clock,
        CancellationToken cancellation) =>
        HandleAsync(filter with { Company = Reading.RouteText.Decode(domain) }, format, caller, database, sources, store, clock, cancellation);
}
