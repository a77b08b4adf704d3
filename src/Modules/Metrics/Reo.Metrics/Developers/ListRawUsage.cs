using System.ComponentModel;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Reo.Metrics.Reading;
using Reo.Tenancy.Contracts;

namespace Reo.Metrics.Developers;

/// <summary>A usage event as it is stored: the fact as posted, canonical.</summary>
/// <param name="Sequence">Its place among all events.</param>
/// <param name="RecordedAt">When it was stored.</param>
/// <param name="Identity">Which of the developer's identities it was posted for.</param>
/// <param name="Event">Its members, as they stand in the event store.</param>
internal sealed record RawEvent(long Sequence, DateTimeOffset RecordedAt, string Identity, JsonElement Event);

/// <param name="Events">Those that were stored last first, unless it was asked otherwise.</param>
/// <param name="Total">How many there are on all pages.</param>
/// <param name="Next">Send it as <c>after</c> for the next page; null on the last one.</param>
internal sealed record RawEventPage(string DeveloperId, IReadOnlyList<RawEvent> Events, long Total, string? Next);

internal static class ListRawUsage
{
    private static readonly SortColumn[] _columns = [new("sequence", SortKind.Number)];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/developers/{developer_id}/events", HandleAsync)
            .OfDeveloper()
            .WithName("ListEvents")
            .WithSummary("The raw events of a developer, as they are stored");
        routes.MapGet("/api/v1/developers/{type}/{user_id}/events", HandleInTwoAsync)
            .OfDeveloper()
            .WithName("ListEventsByType")
            .WithSummary("The same, for an id whose own slash is not percent-encoded");
    }

    private static Task<Results<Ok<RawEventPage>, ProblemHttpResult>> HandleInTwoAsync(
        [Description("email, github, linkedin, social or username")] string type,
        [FromRoute(Name = "user_id"), Description("The id of that type, for example michaelbevan")] string userId,
        [FromQuery(Name = "sort"), Description("sequence, with a minus in front for descending; -sequence when absent")] string? sort,
        [AsParameters] PageRequest request,
        ClaimsPrincipal caller,
        NpgsqlDataSource database,
        TimeProvider clock,
        CancellationToken cancellation) =>
        HandleAsync($"{type}/{userId}", sort, request, caller, database, clock, cancellation);

    public static async Task<Results<Ok<RawEventPage>, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "developer_id"), Description("Any identity of the developer, for example github%2Fmichaelbevan")] string developerId,
        [FromQuery(Name = "sort"), Description("sequence, with a minus in front for descending; -sequence when absent")] string? sort,
        [AsParameters] PageRequest request,
        ClaimsPrincipal caller,
        NpgsqlDataSource database,
        TimeProvider clock,
        CancellationToken cancellation)
    {
        var (page, problem) = request.Read(sort, "-sequence", _columns, clock);
        if (page is null)
            return problem!;

        var id = await DeveloperQuery.FindAsync(database, caller.Tenant(), RouteText.Decode(developerId), cancellation);
        return id is null ? Problems.DeveloperUnknown : TypedResults.Ok(await RunAsync(database, caller.Tenant(), id, page, cancellation));
    }

    private static async Task<RawEventPage> RunAsync(NpgsqlDataSource database, string tenantId, string developerId, Page page, CancellationToken cancellation)
    {
        const string Stored =
            """
            from app.mt_events
            where tenant_id = @tenant
                and stream_id = any (array(
                    select @prefix || identity
                    from reports.identities
                    where tenant_id = @tenant
                        and developer_id = @developer
                ))
                and type = 'usage_recorded'
            """;
        var query = new Query();
        query.Set("tenant", tenantId);
        query.Set("developer", developerId);
        query.Set("prefix", $"{tenantId}/developer/");
        await using var command = database.CreateCommand(page.Sql(
            query, "seq_id as sequence, timestamp, substr(stream_id, length(@prefix) + 1) as identity, data, seq_id::text as id", Stored));
        query.AddTo(command);

        var (events, total, next) = await page.ReadAsync(command, "id", Read, cancellation);
        return new RawEventPage(developerId, events, total, next);
    }

    private static RawEvent Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1), row.GetString(2), JsonSerializer.Deserialize<JsonElement>(row.GetString(3)));
}
