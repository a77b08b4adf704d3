using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Reo.Tenancy.Contracts;

namespace Reo.Ingestion.Health;

/// <summary>What became of the events that the tenant's products posted in the last 24 hours, by the hours that these touch.</summary>
/// <param name="Accepted">Stored and counted.</param>
/// <param name="Duplicate">Their event_id had been seen.</param>
/// <param name="Held">Stored, and waiting for a metric.</param>
/// <param name="Refused">Not stored; the answer said why. Requests with an unknown key are nobody's.</param>
internal sealed record IngestionHealth(long Accepted, long Duplicate, long Held, long Refused);

internal static class ShowIngestionHealth
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/ingestion-health", HandleAsync)
        .RequireAuthorization(Access.ReadOwnTenant)
        .WithName("ShowIngestionHealth")
        .WithTags("Usage")
        .WithSummary("How many events were accepted, duplicate, held and refused in the last 24 hours")
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Ok<IngestionHealth>> HandleAsync(
        ClaimsPrincipal caller, NpgsqlDataSource database, TimeProvider clock, CancellationToken cancellation) =>
        TypedResults.Ok(await OfTenantAsync(database, clock, caller.Tenant(), cancellation));

    public static async Task<IngestionHealth> OfTenantAsync(
        NpgsqlDataSource database, TimeProvider clock, string tenantId, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select outcome, sum(event_count)::bigint
            from ingestion.outcomes_by_hour
            where tenant_id = $1
                and hour > $2
            group by outcome
            """);
        command.Parameters.AddWithValue(tenantId);
        command.Parameters.AddWithValue(clock.GetUtcNow().AddHours(-25));
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            counts.Add(row.GetString(0), row.GetInt64(1));
        return new IngestionHealth(Of(Outcome.Accepted), Of(Outcome.Duplicate), Of(Outcome.Held), Of(Outcome.Refused));

        long Of(Outcome outcome) => counts.GetValueOrDefault(OutcomesByHour.NameOf(outcome));
    }
}
