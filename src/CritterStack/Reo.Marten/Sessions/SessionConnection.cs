using Marten.Services;
using Npgsql;

namespace Marten.Sessions;

/// <summary>
/// A session's way to the database: a pooled connection for each use, unless a transaction is open or the caller took or gave one.
/// </summary>
internal sealed class SessionConnection(NpgsqlDataSource database, SessionOptions options) : IDisposable, IAsyncDisposable
{
    private NpgsqlConnection? _held = options.Connection;
    private NpgsqlTransaction? _transaction = options.Transaction;
    private bool _keepHeld = options.Connection is not null;
    private bool _disposed;

    public NpgsqlTransaction? Transaction => _transaction;

    /// <summary>The caller's transaction is neither committed nor rolled back here.</summary>
    public bool OwnsTransaction => options.OwnsTransactionLifecycle;

    /// <summary>An open connection, the same from now on.</summary>
    public NpgsqlConnection Held
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _held ??= database.CreateConnection();
            _keepHeld = true;
            if (_held.State != System.Data.ConnectionState.Open)
                _held.Open();
            return _held;
        }
    }

    public async Task<T> UseAsync<T>(Func<NpgsqlConnection, NpgsqlTransaction?, Task<T>> work, CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_held is { } held)
        {
            if (held.State != System.Data.ConnectionState.Open)
                await held.OpenAsync(ct);
            return await work(held, _transaction);
        }

        await using var connection = await database.OpenConnectionAsync(ct);
        return await work(connection, null);
    }

    public async Task BeginAsync(CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_transaction is not null)
            return;
        _held ??= database.CreateConnection();
        if (_held.State != System.Data.ConnectionState.Open)
            await _held.OpenAsync(ct);
        _transaction = await _held.BeginTransactionAsync(options.IsolationLevel, ct);
    }

    public async Task CommitAsync(CancellationToken ct)
    {
        await _transaction!.CommitAsync(ct);
        await EndAsync();
    }

    /// <summary>
    /// After a failure, which is the exception to report: rolls an own transaction back, and leaves the caller's one so that it
    /// cannot commit half of what was refused.
    /// </summary>
    public async Task AbandonAsync()
    {
        if (_transaction is not { } transaction)
            return;
        try
        {
            if (OwnsTransaction)
                await transaction.RollbackAsync(CancellationToken.None);
            else
                await FailAsync(transaction);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The connection is broken, and the server rolls back by itself; or the transaction has failed already.
        }

        if (OwnsTransaction)
            await EndAsync();
    }

    public void Dispose()
    {
        _disposed = true;
        if (options.Transaction is not null)
            return;
        _transaction?.Dispose();
        _held?.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        if (options.Transaction is not null)
            return;
        if (_transaction is not null)
            await _transaction.DisposeAsync();
        if (_held is not null)
            await _held.DisposeAsync();
    }

    private static async Task FailAsync(NpgsqlTransaction transaction)
    {
        await using var failure = new NpgsqlCommand("do $$ begin raise exception 'The unit of work was refused.'; end $$", transaction.Connection, transaction);
        await failure.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private async Task EndAsync()
    {
        await _transaction!.DisposeAsync();
        _transaction = null;
        if (_keepHeld)
            return;
        await _held!.DisposeAsync();
        _held = null;
    }
}
