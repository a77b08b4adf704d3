using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Reo.Ingestion.Contracts;
using Reo.Tenancy.Contracts;

namespace Reo.Ingestion.HeldEvents;

/// <summary>The held events of one activity type.</summary>
/// <param name="Count">Events that wait for a metric.</param>
/// <param name="FirstSeenAt">When the first of them was received.</param>
/// <param name="LastSeenAt">When the last of them was received.</param>
/// <param name="Sample">The last of them.</param>
internal sealed record HeldEventGroup(string ActivityType, long Count, DateTimeOffset FirstSeenAt, DateTimeOffset LastSeenAt, UsageRecorded Sample);

internal static class ListHeldUsage
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/held-events", HandleAsync)
        .RequireAuthorization(Access.Member)
        .WithName("ListHeldUsage")
        .WithTags("Held events")
        .WithSummary("Events that wait because their activity type is no metric of the plan, by activity type, the last seen first")
        .ProducesProblem(StatusCodes.Status401Unauthorized);

    private static async Task<Ok<List<HeldEventGroup>>> HandleAsync(ClaimsPrincipal caller, NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select held.activity_type, stream.version - held.settled_version, first.timestamp, last.timestamp, last.data -> 'Usage'
            from ingestion.held_activity_types held
            join app.mt_streams stream on stream.tenant_id = held.tenant_id and stream.id = held.tenant_id || '/held/' || held.activity_type
            join app.mt_events first
                on first.tenant_id = stream.tenant_id and first.stream_id = stream.id and first.version = held.settled_version + 1
            join app.mt_events last
                on last.tenant_id = stream.tenant_id and last.stream_id = stream.id and last.version = stream.version
            where held.tenant_id = $1
            order by last.timestamp desc, held.activity_type
            """);
        command.Parameters.AddWithValue(caller.Tenant());
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var groups = new List<HeldEventGroup>();
        while (await reader.ReadAsync(cancellation))
            groups.Add(Read(reader));
        return TypedResults.Ok(groups);
    }

    private static HeldEventGroup Read(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetInt64(1),
        row.GetFieldValue<DateTimeOffset>(2),
        row.GetFieldValue<DateTimeOffset>(3),
        JsonSerializer.Deserialize<UsageRecorded>(row.GetString(4))!);
}
