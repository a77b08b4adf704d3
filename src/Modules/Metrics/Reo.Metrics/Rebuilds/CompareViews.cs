using Npgsql;
using Reo.Metrics.Views;

namespace Reo.Metrics.Rebuilds;

/// <summary>Where a live table and one made anew are not the same.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Rows">How many rows are in one of them alone.</param>
/// <param name="First">Some of these, as JSON without what is null, each after <c>live</c> or <c>events</c>.</param>
internal sealed record ViewDifference(string Table, long Rows, IReadOnlyList<string> First);

/// <summary>Compares the live tables with side tables, row by row.</summary>
internal static class CompareViews
{
    private const int Shown = 5;

    public static async Task<IReadOnlyList<ViewDifference>> RunAsync(
        NpgsqlTransaction transaction, string schema, string? tenantId, CancellationToken cancellation)
    {
        var differences = new List<ViewDifference>();
        foreach (var table in ViewTables.Names)
        {
            if (await CompareAsync(transaction, schema, table, tenantId, cancellation) is { } difference)
                differences.Add(difference);
        }

        return differences;
    }

    private static async Task<ViewDifference?> CompareAsync(
        NpgsqlTransaction transaction, string schema, string table, string? tenantId, CancellationToken cancellation)
    {
        var sql =
            $"""
            with live as (select * from {ViewTables.LiveSchema}.{table} where $1::text is null or tenant_id = $1),
            events as (select * from {schema}.{table} where $1::text is null or tenant_id = $1),
            one_sided as (
                (select 'live' as side, found.* from (select * from live except all select * from events) found)
                union all
                (select 'events' as side, found.* from (select * from events except all select * from live) found)
            )
            select side || ' ' || jsonb_strip_nulls(to_jsonb(one_sided) - 'side')::text, count(*) over ()
            from one_sided
            order by (to_jsonb(one_sided) - 'side')::text, side
            limit {Shown}
            """;
        await using var command = new NpgsqlCommand(sql, transaction.Connection, transaction) { CommandTimeout = 0 };
        command.Parameters.Add(new() { Value = (object?)tenantId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        var (first, rows) = (new List<string>(), 0L);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            first.Add(reader.GetString(0));
            rows = reader.GetInt64(1);
        }

        return rows == 0 ? null : new ViewDifference(table, rows, first);
    }
}
