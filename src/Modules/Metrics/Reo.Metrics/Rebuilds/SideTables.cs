using Npgsql;
using Reo.Metrics.Views;

namespace Reo.Metrics.Rebuilds;

/// <summary>The tables of the views in another schema, without indexes until they are full.</summary>
internal static class SideTables
{
    /// <summary>
    /// What the parts of a build sum up for the end of it. A crash of the server may empty these tables: the build starts again then.
    /// </summary>
    private static string Working(string schema) =>
        $"""
        create unlogged table {schema}.people (
            tenant_id text collate "C", developer_id text collate "C", company text collate "C", metric text collate "C", month date,
            days integer, first_day date, last_day date, usage_count bigint, event_count bigint, first_at bigint, last_at bigint, best bigint);
        create unlogged table {schema}.company_daily (
            tenant_id text collate "C", company text collate "C", day date, metric text collate "C", product text collate "C",
            environment text collate "C", usage_count bigint, event_count bigint);
        {EventsRead.Create(schema)}
        """;

    /// <summary>Makes them as this code defines them, and returns how their indexes are to be made when they are full.</summary>
    /// <param name="connection">Outside of a transaction.</param>
    /// <param name="schema">A name of ours.</param>
    /// <param name="version">Of this code.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<IReadOnlyList<SideIndex>> CreateAsync(
        NpgsqlConnection connection, string schema, ViewsVersion version, CancellationToken cancellation)
    {
        await ExecuteAsync(
            connection, $"drop schema if exists {schema} cascade; create schema {schema}; {ViewTables.Create(schema)} {Working(schema)}", cancellation);
        var indexes = await IndexesAsync(connection, schema, version, cancellation);
        await ExecuteAsync(connection, string.Concat(indexes.Select(index => index.Drop)), cancellation);
        return indexes;
    }

    public static Task DropAsync(NpgsqlConnection connection, string schema, CancellationToken cancellation) =>
        ExecuteAsync(connection, $"drop schema if exists {schema} cascade", cancellation);

    public static Task DropWorkingAsync(NpgsqlConnection connection, string schema, CancellationToken cancellation) =>
        ExecuteAsync(
            connection,
            $"drop table {schema}.people, {schema}.company_daily; {EventsRead.Drop(schema)}",
            cancellation);

    /// <summary>
    /// All but the key of the identities, which recognising them needs. What somebody made on the live tables beside the definition is made
    /// on these too. A key is an index first: several indexes of a table can be made at once, several constraints cannot.
    /// </summary>
    private static async Task<IReadOnlyList<SideIndex>> IndexesAsync(
        NpgsqlConnection connection, string schema, ViewsVersion version, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            select
                tables.relname,
                replace(
                    pg_get_indexdef(index.indexrelid), format(' ON %I.%I ', schemas.nspname, tables.relname), format(' ON %I.%I ', $2, tables.relname)),
                case
                    when made.oid is null then ''
                    else format(
                        'alter table %I.%I add constraint %I %s using index %I; ', $2, tables.relname, made.conname,
                        case made.contype when 'p' then 'primary key' else 'unique' end, indexes.relname)
                end,
                case
                    when schemas.nspname = $1 then ''
                    when made.oid is null then format('drop index %I.%I; ', $2, indexes.relname)
                    else format('alter table %I.%I drop constraint %I; ', $2, tables.relname, made.conname)
                end
            from pg_index index
            join pg_class indexes on indexes.oid = index.indexrelid
            join pg_class tables on tables.oid = index.indrelid
            join pg_namespace schemas on schemas.oid = tables.relnamespace
            left join pg_constraint made on made.conindid = index.indexrelid and made.conrelid = tables.oid and made.contype in ('p', 'u')
            where tables.relname = any($3)
                and not (tables.relname = 'identities' and index.indisprimary)
                and (
                    schemas.nspname = $2
                    or schemas.nspname = $1
                        and to_regclass(format('%I.%I', $2, indexes.relname)) is null
                        and exists (select from metrics.view_versions where schema_name = $1 and version = $4)
                )
            order by tables.relname, index.indexrelid
            """,
            connection);
        command.Parameters.AddWithValue(ViewTables.LiveSchema);
        command.Parameters.AddWithValue(schema);
        command.Parameters.AddWithValue(ViewTables.Names);
        command.Parameters.AddWithValue(version.Number);
        var indexes = new List<SideIndex>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            indexes.Add(new SideIndex(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)));
        return indexes;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}

/// <summary>How an index of a side table is made, the constraint that it is for, if any, and how both are dropped, if they are there.</summary>
internal sealed record SideIndex(string Table, string Create, string Constrain, string Drop);
