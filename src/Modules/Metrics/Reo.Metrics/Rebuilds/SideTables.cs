using Npgsql;
using Reo.Metrics.Views;

namespace Reo.Metrics.Rebuilds;

/// <summary>The tables of the views in another schema: filled without indexes, which are made from the live ones' afterwards.</summary>
internal static class SideTables
{
    /// <summary>
    /// What the parts of a build put down for the end of it. A crash of the server may empty these tables: the build starts again then. Each
    /// row of <c>usage_by_day</c> is of one identity and so comes from one part: it is written at once, and the daily sums are read from it.
    /// </summary>
    private static string Working(string schema) =>
        $"""
        create unlogged table {schema}.recognised (
            developer_id text collate "C", company text collate "C", rule smallint, usage_count numeric, event_count bigint, first_at bigint,
            last_at bigint);
        create unlogged table {schema}.company_daily (
            day date, month date, metric text collate "C", product text collate "C", environment text collate "C", company text collate "C",
            usage_count bigint, event_count bigint);
        create index working_by_tenant on {schema}.usage_by_day using brin (tenant_id) with (pages_per_range = 32);
        create view {schema}.daily as
        select
            developer_id, day, day - (extract(day from day)::integer - 1) as month, metric, product, environment, company, identity,
            usage_count, event_count
        from {schema}.usage_by_day
        where tenant_id = current_setting('reo.tenant');
        """;

    /// <param name="connection">Outside of a transaction.</param>
    /// <param name="schema">A name of ours.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task CreateAsync(NpgsqlConnection connection, string schema, CancellationToken cancellation)
    {
        var tables = string.Concat(ViewTables.Names.Select(
            table => $"create table {schema}.{table} (like {ViewTables.LiveSchema}.{table} including defaults including comments) with (fillfactor = 80);\n"));
        await ExecuteAsync(
            connection,
            $"""
            drop schema if exists {schema} cascade;
            create schema {schema};
            {tables}
            do $$
            declare described record;
            begin
                for described in
                    select relname, obj_description(oid, 'pg_class') as text
                    from pg_class
                    where relnamespace = '{ViewTables.LiveSchema}'::regnamespace
                        and to_regclass('{schema}.' || quote_ident(relname)) is not null
                        and obj_description(oid, 'pg_class') is not null
                loop
                    execute format('comment on table {schema}.%I is %L', described.relname, described.text);
                end loop;
            end $$;
            {Working(schema)}
            alter table {schema}.identities add primary key (tenant_id, identity);
            """,
            cancellation);
    }

    public static Task DropAsync(NpgsqlConnection connection, string schema, CancellationToken cancellation) =>
        ExecuteAsync(connection, $"drop schema if exists {schema} cascade", cancellation);

    public static Task DropWorkingAsync(NpgsqlConnection connection, string schema, CancellationToken cancellation) =>
        ExecuteAsync(
            connection,
            $"drop view {schema}.daily; drop table {schema}.recognised, {schema}.company_daily; drop index {schema}.working_by_tenant",
            cancellation);

    /// <summary>The statements that make the live tables' keys and indexes on those of <paramref name="schema"/>.</summary>
    public static async Task<IReadOnlyList<string>> IndexesAsync(NpgsqlConnection connection, string schema, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            select
                case
                    when made.oid is not null then format('alter table %I.%I add constraint %I %s', $2, tables.relname, made.conname, pg_get_constraintdef(made.oid))
                    else replace(pg_get_indexdef(index.indexrelid), format(' ON %I.%I ', $1, tables.relname), format(' ON %I.%I ', $2, tables.relname))
                end
            from pg_index index
            join pg_class tables on tables.oid = index.indrelid
            join pg_namespace schemas on schemas.oid = tables.relnamespace
            left join pg_constraint made on made.conindid = index.indexrelid and made.conrelid = tables.oid and made.contype in ('p', 'u')
            where schemas.nspname = $1
                and tables.relname = any($3)
                and not (tables.relname = 'identities' and index.indisprimary)
            order by pg_relation_size(tables.oid) desc, tables.relname, index.indexrelid
            """,
            connection);
        command.Parameters.AddWithValue(ViewTables.LiveSchema);
        command.Parameters.AddWithValue(schema);
        command.Parameters.AddWithValue(ViewTables.Names);
        var statements = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            statements.Add(reader.GetString(0));
        return statements;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
