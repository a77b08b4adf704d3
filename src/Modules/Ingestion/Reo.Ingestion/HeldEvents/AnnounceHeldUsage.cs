using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reo.Ingestion.Contracts;
using Wolverine;

namespace Reo.Ingestion.HeldEvents;

/// <summary>Tells the other modules what waits, when that has changed since they were last told.</summary>
internal sealed class AnnounceHeldUsage(NpgsqlDataSource database, IServiceScopeFactory scopes)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        var changed = await ChangedAsync(cancellation);
        if (changed.Count == 0)
            return;

        await using var scope = scopes.CreateAsyncScope();
        var bus = scope.ServiceProvider.GetRequiredService<IMessageBus>();
        foreach (var type in changed)
            await bus.InvokeForTenantAsync(type.TenantId, new AnnounceActivityType(type.ActivityType), cancellation);
    }

    private async Task<List<HeldActivityType>> ChangedAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select held.tenant_id, held.activity_type
            from ingestion.held_activity_types held
            join app.mt_streams stream on stream.tenant_id = held.tenant_id and stream.id = held.tenant_id || '/held/' || held.activity_type
            where held.announced_revision < stream.version + held.settled_version
            order by held.tenant_id, held.activity_type
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var changed = new List<HeldActivityType>();
        while (await reader.ReadAsync(cancellation))
            changed.Add(new HeldActivityType(reader.GetString(0), reader.GetString(1)));
        return changed;
    }
}

/// <summary>Says what waits of one activity type, for the tenant that the message is sent for.</summary>
public sealed record AnnounceActivityType(string ActivityType);

/// <summary>Versions and settled versions only grow, so their sum tells the later of two messages.</summary>
public static class AnnounceActivityTypeHandler
{
    public static async Task<ActivityTypeHeld?> HandleAsync(
        AnnounceActivityType command, IDocumentSession session, NpgsqlDataSource database, TimeProvider clock, CancellationToken cancellation)
    {
        await using var query = database.CreateCommand(
            """
            select stream.version, held.settled_version, first.timestamp
            from ingestion.held_activity_types held
            join app.mt_streams stream on stream.tenant_id = held.tenant_id and stream.id = held.tenant_id || '/held/' || held.activity_type
            left join app.mt_events first
                on first.tenant_id = stream.tenant_id and first.stream_id = stream.id and first.version = held.settled_version + 1
            where held.tenant_id = $1
                and held.activity_type = $2
            """);
        query.Parameters.AddWithValue(session.TenantId);
        query.Parameters.AddWithValue(command.ActivityType);
        await using var row = await query.ExecuteReaderAsync(cancellation);
        if (!await row.ReadAsync(cancellation))
            return null;

        var (version, settled) = (row.GetInt64(0), row.GetInt64(1));
        var firstSeen = await row.IsDBNullAsync(2, cancellation) ? clock.GetUtcNow() : row.GetFieldValue<DateTimeOffset>(2);
        session.QueueSqlCommand(
            """
            update ingestion.held_activity_types
            set announced_revision = greatest(announced_revision, ?)
            where tenant_id = ?
                and activity_type = ?
            """,
            version + settled, session.TenantId, command.ActivityType);
        return new ActivityTypeHeld(command.ActivityType, version - settled, firstSeen, version + settled);
    }
}
