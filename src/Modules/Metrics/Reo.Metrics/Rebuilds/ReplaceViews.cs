using Npgsql;
using Reo.Metrics.Views;

namespace Reo.Metrics.Rebuilds;

/// <summary>What the transaction that ends a rebuild does with the tables.</summary>
internal static class ReplaceViews
{
    /// <summary>The side tables become the live ones, of this code's version; who may read these may read them.</summary>
    public static async Task AllAsync(NpgsqlTransaction transaction, string schema, ViewsVersion version, CancellationToken cancellation)
    {
        await ExecuteAsync(transaction, await GrantsAsync(transaction, schema, cancellation), cancellation);
        await ExecuteAsync(
            transaction,
            $"""
            {ViewTables.Drop(ViewTables.LiveSchema)}
            {string.Concat(ViewTables.Names.Select(table => $"alter table {schema}.{table} set schema {ViewTables.LiveSchema};\n"))}
            {string.Concat(ViewTables.Flat.Select(view => $"alter view {schema}.{view} set schema {ViewTables.LiveSchema};\n"))}
            drop schema {schema};
            {ViewsVersion.Record(version.Number)}
            """,
            cancellation);
    }

    /// <summary>
    /// The tenant's rows in the side tables take the place of those in the live ones. What is the same stays: to write a large tenant's rows
    /// again would take as long as the rest of the rebuild, and the projection waits.
    /// </summary>
    public static async Task TenantAsync(NpgsqlTransaction transaction, string schema, string tenantId, CancellationToken cancellation)
    {
        await ExecuteAsync(transaction, "set local work_mem = '128MB'; set local enable_sort = off", cancellation);
        foreach (var (table, key) in Keys)
        {
            const string Rows = "where tenant_id = @tenant";
            var live = $"select * from {ViewTables.LiveSchema}.{table} {Rows}";
            var made = $"select * from {schema}.{table} {Rows}";
            var sql =
                $"""
                delete from {ViewTables.LiveSchema}.{table} entry
                using ({live} except all {made}) gone
                where entry.tenant_id = @tenant and {string.Join(" and ", key.Split(", ").Select(column => $"entry.{column} = gone.{column}"))};
                insert into {ViewTables.LiveSchema}.{table} {made} except all {live};
                """;
            await using var command = new NpgsqlCommand(sql, transaction.Connection, transaction) { CommandTimeout = 0 };
            command.Parameters.AddWithValue("tenant", tenantId);
            await command.ExecuteNonQueryAsync(cancellation);
        }

        await ExecuteAsync(transaction, $"drop schema {schema} cascade", cancellation);
    }

    private static IEnumerable<(string Table, string Key)> Keys =>
        [("identities", "tenant_id, identity"), .. ViewInserts.All.Select(insert => (insert.Table, insert.Key))];

    /// <summary>What the projection had left out up to a sequence number is in the side tables.</summary>
    public static async Task ForgetLeftOutAsync(NpgsqlTransaction transaction, string? tenantId, long position, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            delete from app.mt_doc_deadletterevent
            where data ->> 'ProjectionName' = '{ViewTables.ProjectionName}'
                and (data ->> 'EventSequence')::bigint <= $1
                and ($2::text is null or data ->> 'TenantId' = $2)
            """,
            transaction.Connection,
            transaction);
        command.Parameters.AddWithValue(position);
        command.Parameters.Add(new() { Value = (object?)tenantId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<string> GrantsAsync(NpgsqlTransaction transaction, string schema, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            select coalesce(string_agg(
                format('grant %s on %I.%I to %s', granted.privilege_type, $2, tables.relname,
                    case granted.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(granted.grantee)) end),
                '; '), '')
            from pg_class tables
            join pg_namespace schemas on schemas.oid = tables.relnamespace
            cross join aclexplode(tables.relacl) granted
            where schemas.nspname = $1
                and tables.relname = any($3)
                and granted.grantee <> tables.relowner
            """,
            transaction.Connection,
            transaction);
        command.Parameters.AddWithValue(ViewTables.LiveSchema);
        command.Parameters.AddWithValue(schema);
        command.Parameters.AddWithValue(ViewTables.Names.Concat(ViewTables.Flat).ToArray());
        return (string)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task ExecuteAsync(NpgsqlTransaction transaction, string sql, CancellationToken cancellation)
    {
        if (sql.Length == 0)
            return;

        await using var command = new NpgsqlCommand(sql, transaction.Connection, transaction) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
