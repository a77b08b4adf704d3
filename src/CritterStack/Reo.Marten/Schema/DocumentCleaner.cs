using Npgsql;

namespace Marten.Schema;

internal sealed class DocumentCleaner(DocumentStore store) : IDocumentCleaner
{
    public async Task DeleteAllDocumentsAsync(CancellationToken ct = default)
    {
        foreach (var table in await TablesAsync("mt_doc_%", ct))
            await ExecuteAsync($"truncate table {table} cascade", ct);
    }

    public async Task DeleteAllEventDataAsync(CancellationToken ct = default)
    {
        await store.Schema.EnsureEventsAsync(ct);
        var schema = store.Options.EventGraph.SchemaName;
        await ExecuteAsync($"truncate table {schema}.mt_events, {schema}.mt_streams, {schema}.mt_event_progression restart identity", ct);
    }

    public async Task CompletelyRemoveAllAsync(CancellationToken ct = default)
    {
        foreach (var table in await TablesAsync("mt_%", ct))
            await ExecuteAsync($"drop table if exists {table} cascade", ct);
        store.Schema.Forget();
    }

    private async Task<List<string>> TablesAsync(string pattern, CancellationToken ct)
    {
        await using var command = store.DataSource.CreateCommand(
            """
            select format('%I.%I', schemaname, tablename)
            from pg_tables
            where schemaname = any($1) and tablename like $2
            """);
        command.Parameters.Add(new() { Value = new[] { store.Options.DatabaseSchemaName, store.Options.EventGraph.SchemaName } });
        command.Parameters.Add(new() { Value = pattern });
        var tables = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            tables.Add(reader.GetString(0));
        return tables;
    }

    private async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        await using NpgsqlCommand command = store.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(ct);
    }
}
