using Npgsql;

namespace Marten.Events.Daemon;

/// <summary>The right to run the daemon on a database: an advisory lock that lives and dies with one connection.</summary>
internal sealed class Leadership : IAsyncDisposable
{
    // How long a connection may be dead before it is noticed, where the network does not say so.
    private static readonly TimeSpan ProofOfLife = TimeSpan.FromSeconds(5);

    private readonly NpgsqlConnection _connection;
    private readonly string _name;
    private readonly CancellationTokenSource _release = new();

    private Leadership(NpgsqlConnection connection, string name)
    {
        _connection = connection;
        _name = name;
    }

    /// <summary>Completes as soon as the connection is gone, and the lock with it.</summary>
    public Task Lost { get; private set; } = Task.CompletedTask;

    /// <summary>Takes the lock, or returns null while another process has it.</summary>
    public static async Task<Leadership?> TryTakeAsync(NpgsqlDataSource database, string eventSchema, CancellationToken ct)
    {
        var connection = await database.OpenConnectionAsync(ct);
        try
        {
            var leadership = new Leadership(connection, $"{eventSchema}.mt_events daemon");
            if (await leadership.ExecuteAsync("select pg_try_advisory_lock(hashtextextended($1, 0))", ct))
            {
                leadership.Lost = leadership.WatchAsync(leadership._release.Token);
                return leadership;
            }
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
        await _release.CancelAsync();
        await Lost;
        _release.Dispose();
        try
        {
            // Back in the pool the connection would keep the lock.
            await ExecuteAsync("select pg_advisory_unlock(hashtextextended($1, 0))", CancellationToken.None);
        }
        catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException)
        {
            // The connection is gone, and the lock with it.
        }

        await _connection.DisposeAsync();
    }

    private async Task WatchAsync(CancellationToken release)
    {
        try
        {
            while (true)
            {
                if (!await _connection.WaitAsync(ProofOfLife, release))
                    await ExecuteAsync("select $1 <> ''", release);
            }
        }
        catch (Exception failure) when (release.IsCancellationRequested || failure is NpgsqlException or InvalidOperationException or IOException)
        {
            // Released, or the connection is gone.
        }
    }

    private async Task<bool> ExecuteAsync(string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, _connection) { CommandTimeout = 5 };
        command.Parameters.Add(new() { Value = _name });
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }
}
