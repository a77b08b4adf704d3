using System.ComponentModel;
using System.Security.Claims;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Reo.Tenancy.Contracts;
using SessionOptions = Marten.Services.SessionOptions;

namespace Reo.Ingestion.HeldEvents;

/// <param name="Discarded">How many events waited.</param>
internal sealed record DiscardedHeldUsage(string ActivityType, long Discarded);

internal static class DiscardHeldUsage
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/api/v1/held-events/{**activity_type}", HandleAsync)
        .RequireAuthorization(Access.ManageTenant)
        .WithName("DiscardHeldUsage")
        .WithTags("Held events")
        .WithSummary("Discards the events of an activity type that wait now; later ones are held again")
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<DiscardedHeldUsage>, ProblemHttpResult>> HandleAsync(
        [Description("Exactly; percent-encoded")][Microsoft.AspNetCore.Mvc.FromRoute(Name = "activity_type")] string activityType,
        ClaimsPrincipal caller,
        IDocumentStore store,
        NpgsqlDataSource database,
        CancellationToken cancellation)
    {
        var type = new HeldActivityType(caller.Tenant(), activityType.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase));
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await SettleAllAsync(type, connection, cancellation) is not var (first, last))
            return Problems.NothingHeld;

        var inTransaction = SessionOptions.ForTransaction(transaction);
        inTransaction.TenantId = type.TenantId;
        await using var session = store.LightweightSession(inTransaction);
        session.Events.Append(
            $"{type.TenantId}/discarded/{type.ActivityType}", new HeldUsageDiscarded(type.ActivityType, first, last, caller.PersonId()));
        await session.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return TypedResults.Ok(new DiscardedHeldUsage(type.ActivityType, last - first + 1));
    }

    /// <summary>From which version to which it settled the stream, waiting for a page that is being released; null when nothing waits.</summary>
    private static async Task<(long First, long Last)?> SettleAllAsync(
        HeldActivityType type, NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            with waiting as (
                select held.tenant_id, held.activity_type, held.settled_version, stream.version
                from ingestion.held_activity_types held
                join app.mt_streams stream on stream.tenant_id = held.tenant_id and stream.id = $3
                where held.tenant_id = $1
                    and held.activity_type = $2
                    and stream.version > held.settled_version
                for update of held
            )
            update ingestion.held_activity_types held
            set settled_version = waiting.version
            from waiting
            where held.tenant_id = waiting.tenant_id
                and held.activity_type = waiting.activity_type
            returning waiting.settled_version + 1, waiting.version
            """,
            connection)
        {
            Parameters = { new() { Value = type.TenantId }, new() { Value = type.ActivityType }, new() { Value = type.Stream } },
        };
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) ? (row.GetInt64(0), row.GetInt64(1)) : null;
    }
}
