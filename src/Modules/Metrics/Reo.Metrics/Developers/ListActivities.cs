using System.ComponentModel;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Reo.Metrics.Reading;
using Reo.Tenancy.Contracts;

namespace Reo.Metrics.Developers;

/// <summary>What a developer did on one UTC day.</summary>
/// <param name="Metric">The activity type.</param>
/// <param name="Environment">Empty when the usage named none.</param>
/// <param name="Company">As the rules said when the usage was projected; empty when none matched.</param>
/// <param name="Identity">Which of the developer's identities it was posted for.</param>
/// <param name="UsageCount">Uses; 0 for <c>CALL HOME</c>.</param>
/// <param name="EventCount">Raw events.</param>
internal sealed record Activity(
    DateOnly Day, string Metric, string Product, string Environment, string Company, string Identity, long UsageCount, long EventCount);

/// <param name="Activities">The latest day first, unless it was asked otherwise.</param>
/// <param name="Total">How many there are on all pages.</param>
/// <param name="Next">Send it as <c>after</c> for the next page; null on the last one.</param>
internal sealed record ActivityPage(string DeveloperId, IReadOnlyList<Activity> Activities, long Total, string? Next);

internal static class ListActivities
{
    private static readonly SortColumn[] _columns = [new("day", SortKind.Day), new("usage_count", SortKind.Number)];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/developers/{developer_id}/activities", HandleAsync)
            .OfDeveloper()
            .WithName("ListActivities")
            .WithSummary("What a developer did, by day, metric, product and environment");
        routes.MapGet("/api/v1/developers/{type}/{user_id}/activities", HandleInTwoAsync)
            .OfDeveloper()
            .WithName("ListActivitiesByType")
            .WithSummary("The same, for an id whose own slash is not percent-encoded");
    }

    private static Task<Results<Ok<ActivityPage>, ProblemHttpResult>> HandleInTwoAsync(
        [Description("email, github, linkedin, social or username")] string type,
        [FromRoute(Name = "user_id"), Description("The id of that type, for example michaelbevan")] string userId,
        [FromQuery(Name = "sort"), Description("day or usage_count, with a minus in front for descending; -day when absent")] string? sort,
        [AsParameters] UsageFilter filter,
        ClaimsPrincipal caller,
        NpgsqlDataSource database,
        TimeProvider clock,
        CancellationToken cancellation) =>
        HandleAsync($"{type}/{userId}", sort, filter, caller, database, clock, cancellation);

    private static async Task<Results<Ok<ActivityPage>, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "developer_id"), Description("Any identity of the developer, for example github%2Fmichaelbevan")] string developerId,
        [FromQuery(Name = "sort"), Description("day or usage_count, with a minus in front for descending; -day when absent")] string? sort,
        [AsParameters] UsageFilter filter,
        ClaimsPrincipal caller,
        NpgsqlDataSource database,
        TimeProvider clock,
        CancellationToken cancellation)
    {
        if (filter.Problem is { } mistake)
            return mistake;
        var (page, problem) = filter.Read(sort, "-day", _columns, clock);
        if (page is null)
            return problem!;

        var id = await DeveloperQuery.FindAsync(database, caller.Tenant(), RouteText.Decode(developerId), cancellation);
        return id is null ? Problems.DeveloperUnknown : TypedResults.Ok(await RunAsync(database, caller.Tenant(), id, filter, page, cancellation));
    }

    private static async Task<ActivityPage> RunAsync(
        NpgsqlDataSource database, string tenantId, string developerId, UsageFilter filter, Page page, CancellationToken cancellation)
    {
        var query = new Query();
        query.Set("tenant", tenantId);
        query.Set("developer", developerId);
        var usage =
            $"""
            from reports.usage_by_day
            where tenant_id = @tenant
                and developer_id = @developer
                {filter.Conditions(query, page.AsOf)}
            """;
        await using var command = database.CreateCommand(page.Sql(
            query, "day, metric, product, environment, company, identity, usage_count, event_count, row_key::text as id", usage));
        query.AddTo(command);

        var (activities, total, next) = await page.ReadAsync(command, "id", Read, cancellation);
        return new ActivityPage(developerId, activities, total, next);
    }

    private static Activity Read(NpgsqlDataReader row) => new(
        row.GetFieldValue<DateOnly>(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5),
        row.GetInt64(6), row.GetInt64(7));
}
