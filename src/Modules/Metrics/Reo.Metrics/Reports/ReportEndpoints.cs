using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Reo.Tenancy.Contracts;

namespace Reo.Metrics.Reports;

internal static class ReportEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Describe(routes.MapGet("/api/v1/reports/usage", Usage))
            .WithName("ReportUsage")
            .WithSummary("Uses by interval and company, developer, metric, product or environment")
            .WithDescription(
                "Rows of `period` (the first day of the interval), the group, `usage_count` and `event_count`. An interval without usage has no row. "
                + "Without `from`: the last 30 days, 12 weeks or 12 months.");
        Describe(routes.MapGet("/api/v1/reports/active", Active))
            .WithName("ReportActive")
            .WithSummary("How many developers were seen: daily, weekly, monthly, and stickiness")
            .WithDescription(
                "Rows of `day`, `dau`, `wau` and `mau` (developers seen on the day, and in the 7 and 30 days up to it) and `stickiness` (`dau` of `mau`). "
                + "Without `from`: the last 30 days; 3660 at most.");
        Describe(routes.MapGet("/api/v1/reports/retention", Retention))
            .WithName("ReportRetention")
            .WithSummary("Of the developers first seen in a week, how many came in the weeks after")
            .WithDescription(
                "Rows of `cohort` (the Monday of the week in which its developers were first seen), `week` (0 is that week), `developers` of the cohort, "
                + "`active` (those of them who were seen in the week) and `retention` (`active` of `developers`). Without `from`: the last 12 weeks; 3660 days at most.");
        Describe(routes.MapGet("/api/v1/reports/funnel", Funnel))
            .WithName("ReportFunnel")
            .WithSummary("How many developers took one step after the other")
            .WithDescription(
                "Rows of `step`, `metric`, `developers` who got this far, `of_first` and `of_previous` (parts of those who took the first step, and the one before). "
                + "The first step is taken between `from` and `to`, each other on the day of the one before or later, none later than `within` after the first. "
                + "Without `from`: the last 30 days; 366 at most.");
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder route) => route
        .RequireAuthorization(Access.ReadOwnTenant)
        .WithTags("Reports")
        .Produces(StatusCodes.Status200OK, responseType: null, ReportFormat.ContentTypes[0], ReportFormat.ContentTypes[1..])
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status406NotAcceptable)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static IResult Usage(
        [AsParameters] UsageReportRequest request, HttpRequest http, ClaimsPrincipal caller, ReportSources sources, TimeProvider clock) =>
        Answer(request, http, caller, sources, clock);

    private static IResult Active(
        [AsParameters] ActiveReportRequest request, HttpRequest http, ClaimsPrincipal caller, ReportSources sources, TimeProvider clock) =>
        Answer(request, http, caller, sources, clock);

    private static IResult Retention(
        [AsParameters] RetentionReportRequest request, HttpRequest http, ClaimsPrincipal caller, ReportSources sources, TimeProvider clock) =>
        Answer(request, http, caller, sources, clock);

    private static IResult Funnel(
        [AsParameters] FunnelReportRequest request, HttpRequest http, ClaimsPrincipal caller, ReportSources sources, TimeProvider clock) =>
        Answer(request, http, caller, sources, clock);

    private static IResult Answer(ReportRequest request, HttpRequest http, ClaimsPrincipal caller, ReportSources sources, TimeProvider clock)
    {
        var (report, problem) = request.Read(clock);
        return report is null ? problem!
            : ReportFormat.Of(http, request.Format) is { } known ? new ReportAnswer(report, known, sources, caller.Tenant())
            : request.Format is null ? Problems.NotAcceptable
            : Problems.FormatUnknown;
    }
}
