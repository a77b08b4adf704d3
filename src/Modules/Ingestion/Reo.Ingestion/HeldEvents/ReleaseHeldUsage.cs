using JasperFx.Events;
using Marten;
using Marten.Services;
using Microsoft.Extensions.Options;
using Npgsql;
using Reo.Ingestion.Contracts;
using Reo.Ingestion.Usage;
using Reo.Ingestion.Writing;
using EventIdentity = Reo.Ingestion.Usage.EventIdentity;

namespace Reo.Ingestion.HeldEvents;

internal sealed record HeldActivityType(string TenantId, string ActivityType)
{
    public string Stream => UsageStreams.Held(TenantId, ActivityType);
}

/// <summary>Turns held events into recorded ones, in their order, a page a transaction, exactly once.</summary>
internal sealed class ReleaseHeldUsage(IDocumentStore store, NpgsqlDataSource database, IOptions<IngestionOptions> options)
{
    /// <summary>The recorded form of an event that was held since <see cref="IEvent.Timestamp"/>.</summary>
    public static UsageToWrite Recorded(string tenantId, IEvent<UsageHeld> held) =>
        UsageToWrite.Recorded(tenantId, held.Data.Usage with { ReceivedAt = held.Timestamp.ToUniversalTime() }) with
        {
            Id = EventIdentity.OtherForm(held.Id),
        };

    /// <summary>The configured activity types that have something to release.</summary>
    public async Task<List<HeldActivityType>> DueAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select held.tenant_id, held.activity_type
            from ingestion.held_activity_types held
            join ingestion.metric_plans plan on plan.tenant_id = held.tenant_id and held.activity_type = any(plan.activity_types)
            join app.mt_streams stream on stream.tenant_id = held.tenant_id and stream.id = held.tenant_id || '/held/' || held.activity_type
            where stream.version > held.settled_version
            order by held.tenant_id, held.activity_type
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var due = new List<HeldActivityType>();
        while (await reader.ReadAsync(cancellation))
            due.Add(new HeldActivityType(reader.GetString(0), reader.GetString(1)));
        return due;
    }

    /// <summary>How many held events it took; 0 when there are no more, when the metric left the plan, or when another node is at it.</summary>
    public async Task<int> ReleasePageAsync(HeldActivityType due, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await LockAsync(due, connection, cancellation) is not { } settled)
            return 0;

        var inTransaction = SessionOptions.ForTransaction(transaction);
        inTransaction.TenantId = due.TenantId;
        await using var session = store.LightweightSession(inTransaction);
        var page = await session.Events.FetchStreamAsync(
            due.Stream, version: settled + options.Value.HeldEventsPerPage, fromVersion: settled + 1, token: cancellation);
        if (page.Count == 0)
            return 0;

        await UsageStore.AppendNewAsync(session, [.. page.Cast<IEvent<UsageHeld>>().Select(held => Recorded(due.TenantId, held))], cancellation);
        await session.SaveChangesAsync(cancellation);
        await SettleAsync(due, page[^1].Version, connection, cancellation);
        await transaction.CommitAsync(cancellation);
        return page.Count;
    }

    /// <summary>The settled version, for this transaction alone.</summary>
    private static async Task<long?> LockAsync(HeldActivityType due, NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            select held.settled_version
            from ingestion.held_activity_types held
            join ingestion.metric_plans plan on plan.tenant_id = held.tenant_id and held.activity_type = any(plan.activity_types)
            where held.tenant_id = $1
                and held.activity_type = $2
            for update of held skip locked
            """,
            connection)
        {
            Parameters = { new() { Value = due.TenantId }, new() { Value = due.ActivityType } },
        };
        return (long?)await command.ExecuteScalarAsync(cancellation);
    }

    private static async Task SettleAsync(HeldActivityType due, long version, NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            update ingestion.held_activity_types
            set settled_version = $3
            where tenant_id = $1
                and activity_type = $2
            """,
            connection)
        {
            Parameters = { new() { Value = due.TenantId }, new() { Value = due.ActivityType }, new() { Value = version } },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
