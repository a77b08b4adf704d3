using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Reo.Host.Health;

/// <summary>
/// The database answers, and every column that was there when this host had started is there still. Each start brings the schema up to
/// date, so that is what this host's code needs; what a newer host adds does not disturb it.
/// </summary>
internal sealed class SchemaCheck(NpgsqlDataSource database) : IHealthCheck
{
    private static readonly string[] _schemas = ["app", "wolverine", "tenancy", "ingestion", "metrics", "reports"];

    private HashSet<string>? _needed;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        HashSet<string> columns;
        try
        {
            columns = await ColumnsAsync(cancellationToken);
        }
        catch (NpgsqlException)
        {
            return HealthCheckResult.Unhealthy("The database cannot be reached");
        }

        var needed = Interlocked.CompareExchange(ref _needed, columns, null) ?? columns;
        var missing = needed.Except(columns).Order().ToList();
        return missing.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"Missing in the database: {string.Join(", ", missing.Take(5))}. A restart of the host creates it");
    }

    private async Task<HashSet<string>> ColumnsAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select format('%s.%s.%s', n.nspname, c.relname, a.attname)
            from pg_attribute a
            join pg_class c on c.oid = a.attrelid
            join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = any($1)
                and c.relkind in ('r', 'p')
                and a.attnum > 0
                and not a.attisdropped
            """);
        command.Parameters.AddWithValue(_schemas);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var columns = new HashSet<string>();
        while (await reader.ReadAsync(cancellation))
            columns.Add(reader.GetString(0));
        return columns;
    }
}
