using Marten;
using Npgsql;
using Reo.Metrics.Views;

namespace Reo.Metrics.Rebuilds;

/// <summary>Who was erased while a rebuild read their events.</summary>
internal static class ErasedMeanwhile
{
    /// <summary>In the transaction that projects the touched identities again.</summary>
    public static void Note(IDocumentOperations operations, string tenantId) => operations.QueueNamed(
        $"""
        insert into metrics.erased_meanwhile (tenant_id, identity)
        select @tenant, identity
        from touched
        where exists (select from metrics.rebuilds where status = '{RebuildStatus.Running}')
        on conflict do nothing
        """,
        [new("tenant", tenantId)]);

    /// <summary>
    /// Returns when everybody who erases sees the rebuild that was stored before this call: who did not yet has ended. What they noted for
    /// a rebuild before it is forgotten.
    /// </summary>
    public static async Task BeginAsync(NpgsqlDataSource database, IEnumerable<string> tenants, CancellationToken cancellation)
    {
        await using var forget = database.CreateCommand("delete from metrics.erased_meanwhile");
        await forget.ExecuteNonQueryAsync(cancellation);
        // One tenant's lock at a time: who holds two may wait for a page of the projection that waits for the other.
        await using var wait = database.CreateCommand(
            """
            select pg_advisory_lock(hashtext('reo views'), hashtext(tenant)), pg_advisory_unlock(hashtext('reo views'), hashtext(tenant))
            from unnest($1) tenant
            """);
        wait.CommandTimeout = 0;
        foreach (var some in tenants.Chunk(500))
        {
            wait.Parameters.Clear();
            wait.Parameters.AddWithValue(some);
            await wait.ExecuteNonQueryAsync(cancellation);
        }
    }
}
