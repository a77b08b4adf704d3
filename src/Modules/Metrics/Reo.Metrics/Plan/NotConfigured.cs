using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Reo.Ingestion.Contracts;
using Reo.Tenancy.Contracts;

namespace Reo.Metrics.Plan;

/// <summary>An activity type that was posted and is no metric of the plan. A row of <c>reports.not_configured_activity_types</c>.</summary>
/// <param name="HeldCount">Events that wait for a metric.</param>
/// <param name="FirstSeenAt">When the first of them was received.</param>
internal sealed record NotConfiguredActivityType(string ActivityType, long HeldCount, DateTimeOffset FirstSeenAt)
{
    public const string Table =
        """
        create table if not exists reports.not_configured_activity_types (
            tenant_id text not null,
            activity_type text not null,
            held_count bigint not null,
            first_seen_at timestamptz not null,
            revision bigint not null,
            primary key (tenant_id, activity_type)
        );
        comment on table reports.not_configured_activity_types is 'One row an activity type that was posted without being a metric; none of it waits any more when held_count is 0';
        comment on column reports.not_configured_activity_types.activity_type is 'As posted';
        comment on column reports.not_configured_activity_types.held_count is 'Events that wait for a metric';
        comment on column reports.not_configured_activity_types.first_seen_at is 'When the first of the waiting events was received';
        comment on column reports.not_configured_activity_types.revision is 'Of the message that said so; a lower one changes nothing';
        """;
}

/// <summary>The highest revision stays, whatever arrives late or twice.</summary>
public static class ActivityTypeHeldHandler
{
    public static void Handle(ActivityTypeHeld held, IDocumentSession session) =>
        session.QueueSqlCommand(
            """
            insert into reports.not_configured_activity_types as known (tenant_id, activity_type, held_count, first_seen_at, revision)
            values (?, ?, ?, ?, ?)
            on conflict (tenant_id, activity_type) do update set
                held_count = excluded.held_count,
                first_seen_at = excluded.first_seen_at,
                revision = excluded.revision
            where known.revision < excluded.revision
            """,
            session.TenantId, held.ActivityType, held.Count, held.FirstSeen.ToUniversalTime(), held.Revision);
}

internal static class ListNotConfigured
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/metrics/not-configured", HandleAsync)
        .RequireAuthorization(Access.ReadOwnTenant)
        .WithName("ListNotConfigured")
        .WithTags("Metrics")
        .WithSummary("Activity types that were posted and are no metric of the plan, the most frequent first")
        .ProducesProblem(StatusCodes.Status401Unauthorized);

    private static async Task<Ok<List<NotConfiguredActivityType>>> HandleAsync(
        ClaimsPrincipal caller, NpgsqlDataSource database, CancellationToken cancellation) =>
        TypedResults.Ok(await OfTenantAsync(database, caller.Tenant(), cancellation));

    public static async Task<List<NotConfiguredActivityType>> OfTenantAsync(
        NpgsqlDataSource database, string tenantId, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select activity_type, held_count, first_seen_at
            from reports.not_configured_activity_types
            where tenant_id = $1
                and held_count > 0
            order by held_count desc, activity_type
            """);
        command.Parameters.AddWithValue(tenantId);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var types = new List<NotConfiguredActivityType>();
        while (await reader.ReadAsync(cancellation))
            types.Add(new NotConfiguredActivityType(reader.GetString(0), reader.GetInt64(1), reader.GetFieldValue<DateTimeOffset>(2)));
        return types;
    }
}
