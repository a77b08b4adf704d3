using Marten;
using Npgsql;
using Reo.Metrics.Views;

namespace Reo.Metrics.Reports;

/// <summary>Which events a report needs.</summary>
/// <param name="From">Of this UTC day or later; null when any matters.</param>
/// <param name="To">Of this UTC day or earlier.</param>
/// <param name="AsOf">Recorded by then; null for all there are.</param>
internal sealed record KnownEvents(DateOnly? From, DateOnly To, DateTimeOffset? AsOf);

/// <summary>Opens the tables that a report is read from: the views, or what they would be if nothing had been recorded since some time.</summary>
internal sealed class ReportSources(NpgsqlDataSource database, IDocumentStore store) : IDisposable
{
    private const int ReplaysAtATime = 2;

    /// <summary>A replay reads all events of a tenant.</summary>
    private readonly SemaphoreSlim _replays = new(ReplaysAtATime);

    public async Task<ReportSource> OpenAsync(string tenantId, KnownEvents events, CancellationToken cancellation)
    {
        if (events.AsOf is null)
            return new ReportSource(await OpenAsync(cancellation), tenantId, ViewTables.LiveSchema, whenOver: null);

        await _replays.WaitAsync(cancellation);
        NpgsqlConnection? connection = null;
        try
        {
            connection = await database.OpenConnectionAsync(cancellation);
            await PastViews.MakeAsync(connection, store, tenantId, events, cancellation);
            return new ReportSource(connection, tenantId, PastViews.Schema, () => _replays.Release());
        }
        catch
        {
            if (connection is not null)
                await connection.DisposeAsync();
            _replays.Release();
            throw;
        }
    }

    public void Dispose() => _replays.Dispose();

    /// <summary>
    /// A plan for any period and metric takes twice as long as one for those that are asked for, and is what PostgreSQL takes for a
    /// prepared statement after a while. The pool takes the setting back.
    /// </summary>
    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellation)
    {
        var connection = await database.OpenConnectionAsync(cancellation);
        try
        {
            await using var setting = new NpgsqlCommand("set plan_cache_mode = force_custom_plan", connection);
            await setting.ExecuteNonQueryAsync(cancellation);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}

/// <summary>Tables of one tenant that reports are read from, on a connection of their own.</summary>
/// <param name="connection">Closed with this; a transaction that is open on it is rolled back.</param>
/// <param name="tenantId">Whose.</param>
/// <param name="schema">A name of ours.</param>
/// <param name="whenOver">Told at the end.</param>
internal sealed class ReportSource(NpgsqlConnection connection, string tenantId, string schema, Action? whenOver) : IAsyncDisposable
{
    public string Schema => schema;

    /// <summary>A command with the tenant as <c>@tenant</c>.</summary>
    public NpgsqlCommand Command(string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("tenant", tenantId);
        return command;
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        whenOver?.Invoke();
    }
}
