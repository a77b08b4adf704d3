using Npgsql;

namespace Reo.Metrics.Rebuilds;

/// <summary>One rebuild of a projection at a time. PostgreSQL lets go of the lock when the process is gone, however it ended.</summary>
internal sealed class RebuildLock : IAsyncDisposable
{
    /// <summary>Whether anybody holds the lock of the projection <c>$2</c>, as a condition.</summary>
    public const string IsHeld =
        """
        exists (
            select
            from pg_locks
            where locktype = 'advisory'
                and database = (select oid from pg_database where datname = current_database())
                and classid::bigint = hashtext('reo rebuild')::bigint & 4294967295
                and objid::bigint = hashtext($2)::bigint & 4294967295
        )
        """;

    private readonly NpgsqlConnection _connection;

    private RebuildLock(NpgsqlConnection connection) => _connection = connection;

    /// <returns>Null when somebody else holds it.</returns>
    public static async Task<RebuildLock?> TryTakeAsync(NpgsqlDataSource database, string projection, CancellationToken cancellation)
    {
        var connection = await database.OpenConnectionAsync(cancellation);
        try
        {
            await using var command = new NpgsqlCommand("select pg_try_advisory_lock(hashtext('reo rebuild'), hashtext($1))", connection);
            command.Parameters.AddWithValue(projection);
            if (await command.ExecuteScalarAsync(cancellation) is true)
                return new RebuildLock(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await using (_connection)
        {
            await using var command = new NpgsqlCommand("select pg_advisory_unlock_all()", _connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }
}
