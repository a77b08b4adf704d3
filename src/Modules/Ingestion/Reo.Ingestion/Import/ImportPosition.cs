using Npgsql;

namespace Reo.Ingestion.Import;

/// <summary>How far the import of a file is; a file is known by what is in it. Everything before <see cref="Offset"/> is stored or rejected.</summary>
public sealed record ImportPosition
{
    internal const string Table =
        """
        create table if not exists ingestion.imports (
            tenant_id text not null,
            file_hash text not null,
            position bigint not null,
            lines bigint not null,
            stored bigint not null,
            duplicates bigint not null,
            held bigint not null,
            rejected bigint not null,
            rejected_bytes bigint not null,
            primary key (tenant_id, file_hash)
        );
        """;

    public long Offset { get; init; }

    public long Lines { get; init; }

    public long Stored { get; init; }

    public long Duplicates { get; init; }

    public long Held { get; init; }

    public long Rejected { get; init; }

    /// <summary>How long the file of rejected lines is.</summary>
    public long RejectedBytes { get; init; }

    internal static async Task<ImportPosition> LoadAsync(NpgsqlDataSource database, string tenantId, string fileHash, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select position, lines, stored, duplicates, held, rejected, rejected_bytes
            from ingestion.imports
            where tenant_id = $1
                and file_hash = $2
            """);
        command.Parameters.AddWithValue(tenantId);
        command.Parameters.AddWithValue(fileHash);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation)
            ? new ImportPosition
            {
                Offset = row.GetInt64(0),
                Lines = row.GetInt64(1),
                Stored = row.GetInt64(2),
                Duplicates = row.GetInt64(3),
                Held = row.GetInt64(4),
                Rejected = row.GetInt64(5),
                RejectedBytes = row.GetInt64(6),
            }
            : new ImportPosition();
    }

    internal async Task SaveAsync(NpgsqlDataSource database, string tenantId, string fileHash, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            insert into ingestion.imports (tenant_id, file_hash, position, lines, stored, duplicates, held, rejected, rejected_bytes)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            on conflict (tenant_id, file_hash) do update set
                position = excluded.position,
                lines = excluded.lines,
                stored = excluded.stored,
                duplicates = excluded.duplicates,
                held = excluded.held,
                rejected = excluded.rejected,
                rejected_bytes = excluded.rejected_bytes
            """);
        foreach (object value in new object[] { tenantId, fileHash, Offset, Lines, Stored, Duplicates, Held, Rejected, RejectedBytes })
            command.Parameters.AddWithValue(value);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
