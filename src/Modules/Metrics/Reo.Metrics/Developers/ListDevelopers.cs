using System.ComponentModel;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Reo.Tenancy.Contracts;

namespace Reo.Metrics.Developers;

/// <param name="Developers">Most recently seen first.</param>
/// <param name="Next">Send it as <c>after</c> for the next page; null on the last one.</param>
internal sealed record DeveloperPage(IReadOnlyList<DeveloperView> Developers, string? Next);

internal static class ListDevelopers
{
    private const int MostOnAPage = 500;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/developers", HandleAsync)
        .RequireAuthorization(Access.ReadOwnTenant)
        .WithName("ListDevelopers")
        .WithTags("Developers")
        .WithSummary("The developers seen using the product, most recently seen first")
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<DeveloperPage>, ProblemHttpResult>> HandleAsync(
        ClaimsPrincipal caller,
        NpgsqlDataSource database,
        [Description("How many at most, 1 to 500")] int limit = 50,
        [Description("The `next` of the page before")] string? after = null,
        CancellationToken cancellation = default)
    {
        if (limit is < 1 or > MostOnAPage)
            return Problems.LimitOutOfRange(MostOnAPage);
        var cursor = after is null ? null : DeveloperCursor.Read(after);
        if (after is not null && cursor is null)
            return Problems.CursorNotOurs;

        await using var command = database.CreateCommand(
            """
            select developer_id, user_id_type, user_id, first_seen_at, last_seen_at, usage_count
            from reports.developers
            where tenant_id = $1
                and ($2::timestamptz is null or last_seen_at < $2 or (last_seen_at = $2 and developer_id > $3))
            order by last_seen_at desc, developer_id
            limit $4
            """);
        command.Parameters.AddWithValue(caller.FindFirstValue(Access.TenantClaim)!);
        command.Parameters.AddWithValue((object?)cursor?.LastSeenAt ?? DBNull.Value);
        command.Parameters.AddWithValue((object?)cursor?.DeveloperId ?? DBNull.Value);
        command.Parameters.AddWithValue(limit + 1);

        var developers = new List<DeveloperView>(limit);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            developers.Add(Read(reader));

        if (developers.Count <= limit)
            return TypedResults.Ok(new DeveloperPage(developers, Next: null));

        developers.RemoveAt(limit);
        return TypedResults.Ok(new DeveloperPage(developers, new DeveloperCursor(developers[^1].LastSeenAt, developers[^1].DeveloperId).Write()));
    }

    private static DeveloperView Read(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetString(2),
        row.GetFieldValue<DateTimeOffset>(3),
        row.GetFieldValue<DateTimeOffset>(4),
        row.GetInt64(5));
}
