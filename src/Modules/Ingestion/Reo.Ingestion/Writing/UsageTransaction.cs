using Npgsql;

namespace Reo.Ingestion.Writing;

/// <summary>
/// One transaction after the other on a connection of its own: a pooled one would be reset before each, which costs PostgreSQL as much as
/// a few events. After a failure it goes back to the pool all the same.
/// </summary>
internal sealed class UsageTransaction(NpgsqlDataSource database, UsageStore store) : IAsyncDisposable
{
    private NpgsqlConnection? _connection;
    private NpgsqlTransaction? _transaction;

    /// <summary>Begins with the events whose ids are new, and says of each whether it was. When it fails, nothing is stored.</summary>
    public async Task<Written[]> AppendAsync(IReadOnlyList<UsageToWrite> events, bool isRepeated)
    {
        try
        {
            _connection ??= await database.OpenConnectionAsync();
            _transaction = await _connection.BeginTransactionAsync();
            return await store.AppendAsync(_transaction, events, isRepeated);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>When it fails because of the connection, the outcome is unknown.</summary>
    public async Task CommitAsync()
    {
        try
        {
            await _transaction!.CommitAsync();
            await _transaction.DisposeAsync();
            _transaction = null;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>Rolls back what is not committed.</summary>
    public async ValueTask DisposeAsync()
    {
        var (transaction, connection) = (_transaction, _connection);
        (_transaction, _connection) = (null, null);
        if (transaction is not null)
            await transaction.DisposeAsync();
        if (connection is not null)
            await connection.DisposeAsync();
    }
}
