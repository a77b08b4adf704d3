using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Reo.Metrics.Reading;
using Reo.Tenancy.Contracts;

namespace Reo.Metrics.Recognition;

/// <param name="Assignments">By kind, then by key.</param>
/// <param name="Total">How many there are on all pages.</param>
/// <param name="Next">Send it as <c>after</c> for the next page; null on the last one.</param>
internal sealed record AssignmentPage(IReadOnlyList<Assignment> Assignments, long Total, string? Next);

internal static class ListAssignments
{
    private static readonly SortColumn[] _columns = [new("id", SortKind.Text)];

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/company-assignments", HandleAsync)
        .RequireAuthorization(Access.ReadOwnTenant)
        .WithName("ListCompanyAssignments")
        .WithTags("Companies")
        .WithSummary("Whose company Admins said, as far as the views know it")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized);

    private static async Task<Results<Ok<AssignmentPage>, ProblemHttpResult>> HandleAsync(
        [AsParameters] PageRequest request, ClaimsPrincipal caller, NpgsqlDataSource database, TimeProvider clock, CancellationToken cancellation)
    {
        var (page, problem) = await RunAsync(database, clock, caller.Tenant(), request, cancellation);
        return page is null ? problem! : TypedResults.Ok(page);
    }

    /// <summary>A page of them, or why not.</summary>
    public static async Task<(AssignmentPage? Page, ProblemHttpResult? Problem)> RunAsync(
        NpgsqlDataSource database, TimeProvider clock, string tenantId, PageRequest request, CancellationToken cancellation)
    {
        var (page, problem) = request.Read(sort: null, "id", _columns, clock);
        if (page is null)
            return (null, problem);

        var query = new Query();
        query.Set("tenant", tenantId);
        await using var command = database.CreateCommand(
            $"""
            with assignment as materialized (
                select kind || '/' || key as id, kind, key, company
                from metrics.company_assignments
                where tenant_id = @tenant
                    and company is not null
                union all
                select '{AssignmentKey.IpRange}/' || range, '{AssignmentKey.IpRange}', range::text, company
                from metrics.company_ip_ranges
                where tenant_id = @tenant
                    and company is not null
            )
            select listed.*, total
            from (select count(*) as total from assignment) counted
            left join (
                select *
                from assignment
                where true
                {page.Begins(query, "id")}
                {page.Order.OrderBy("id")}
                limit @limit
            ) listed on true
            {page.Order.OrderBy("id")}
            """);
        query.AddTo(command);
        var (assignments, total, next) = await page.ReadAsync(
            command, "id", row => new Assignment(row.GetString(1), row.GetString(2), row.GetString(3)), cancellation);
        return (new AssignmentPage(assignments, total, next), null);
    }
}
