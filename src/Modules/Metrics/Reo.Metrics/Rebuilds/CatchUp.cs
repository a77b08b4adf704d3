using Marten;
using Npgsql;
using Reo.Metrics.Views;

namespace Reo.Metrics.Rebuilds;

/// <summary>Brings side tables from one sequence number to another, by what the projection itself does with a page.</summary>
internal static class CatchUp
{
    /// <summary>The tenants with events in (<paramref name="from"/>, <paramref name="to"/>].</summary>
    public static async Task<IReadOnlyList<string>> TenantsAsync(
        NpgsqlConnection connection, string? tenantId, long from, long to, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "select distinct tenant_id from app.mt_events where seq_id > $1 and seq_id <= $2 and ($3::text is null or tenant_id = $3)", connection)
        {
            CommandTimeout = 0,
        };
        command.Parameters.AddWithValue(from);
        command.Parameters.AddWithValue(to);
        command.Parameters.Add(new() { Value = (object?)tenantId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        var tenants = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            tenants.Add(reader.GetString(0));
        return tenants;
    }

    /// <param name="session">Any tenant's; the caller saves it.</param>
    /// <param name="schema">Of the side tables.</param>
    /// <param name="tenantId">Whose events.</param>
    /// <param name="from">They stand here.</param>
    /// <param name="to">And shall stand here.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static async Task QueueAsync(
        IDocumentSession session, string schema, string tenantId, long from, long to, CancellationToken cancellation)
    {
        var tenant = session.ForTenant(tenantId);
        ViewsLock.Take(tenant, tenantId);
        AddUsage.Queue(tenant, schema, Scope.Range(tenantId, from + 1, to));
        var touches = false;
        await using var reading = session.DocumentStore.QuerySession(tenantId);
        var others = await reading.Events.QueryAllRawEvents()
            .Where(e => e.Sequence > from && e.Sequence <= to && e.EventTypeName != "usage_recorded")
            .OrderBy(e => e.Sequence)
            .ToListAsync(cancellation);
        foreach (var e in others)
            touches |= FollowEvent.Queue(tenant, schema, tenantId, e);
        if (touches)
            ProjectAgain.Queue(tenant, schema, Scope.Touched(tenantId, to));
    }
}
