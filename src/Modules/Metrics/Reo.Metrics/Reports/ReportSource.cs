using Npgsql;
using Reo.Metrics.Views;

namespace Reo.Metrics.Reports;

/// <summary>What a report may read: which days, and the events known by when.</summary>
/// <param name="From">No earlier day matters; null when any does.</param>
/// <param name="To">No later day matters.</param>
/// <param name="By">Null: all there are.</param>
internal sealed record KnownEvents(DateOnly? From, DateOnly To, DateTimeOffset? By);

/// <summary>Tables of one tenant that reports are read from, on a connection of their own.</summary>
internal sealed class ReportSource : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private ReportSource(NpgsqlConnection connection, string tenantId, string schema)
    {
        _connection = connection;
        TenantId = tenantId;
        Schema = schema;
    }

    public string TenantId { get; }

    /// <summary>A name of ours.</summary>
    public string Schema { get; }

    public static async Task<ReportSource> OpenAsync(NpgsqlDataSource database, string tenantId, CancellationToken cancellation) =>
        new(await database.OpenConnectionAsync(cancellation), tenantId, ViewTables.LiveSchema);

    /// <summary>A command with the tenant as <c>@tenant</c>.</summary>
    public NpgsqlCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("tenant", TenantId);
        return command;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
