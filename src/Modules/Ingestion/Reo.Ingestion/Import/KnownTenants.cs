using Marten;
using Npgsql;
using Reo.Tenancy.Contracts;

namespace Reo.Ingestion.Import;

/// <summary>This module's own copy of who is a tenant.</summary>
internal sealed class KnownTenants(NpgsqlDataSource database, TimeProvider clock)
{
    public const string Table =
        """
        create table if not exists ingestion.tenants (
            tenant_id text primary key
        );
        """;

    private static readonly TimeSpan _lookEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <summary>A tenant that was created a moment ago becomes known by message: that is waited for.</summary>
    public async Task<bool> IsKnownAsync(string tenantId, CancellationToken cancellation)
    {
        var start = clock.GetTimestamp();
        do
        {
            await using var command = database.CreateCommand("select exists (select from ingestion.tenants where tenant_id = $1)");
            command.Parameters.AddWithValue(tenantId);
            if (await command.ExecuteScalarAsync(cancellation) is true)
                return true;
            await Task.Delay(_lookEvery, clock, cancellation);
        }
        while (clock.GetElapsedTime(start) < _patience);
        return false;
    }
}

public static class TenantRegisteredHandler
{
    public static void Handle(TenantRegistered registered, IDocumentSession session) =>
        session.QueueSqlCommand("insert into ingestion.tenants (tenant_id) values (?) on conflict do nothing", session.TenantId);
}
