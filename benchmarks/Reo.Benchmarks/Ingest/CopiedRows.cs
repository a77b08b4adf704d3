using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace Reo.Benchmarks.Ingest;

/// <summary>
/// The baseline of batches: rows that the host stored, written again by binary COPY from one connection, a thousand a commit; everything
/// but the writing is done beforehand.
/// </summary>
internal sealed class CopiedRows(NpgsqlConnection connection)
{
    private const string Tenant = "copy";

    private readonly List<(string Stream, byte[] Data, string Type, string DotNetType)> _rows = [];
    private readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);

    /// <summary>Takes what the batches stored, in their order.</summary>
    public async Task TakeAsync(int most)
    {
        await using var command = new NpgsqlCommand(
            """
            select stream_id, data, type, mt_dotnet_type
            from app.mt_events
            where type = 'usage_recorded'
                and tenant_id <> 'copy'
            order by seq_id desc
            limit $1
            """,
            connection)
        {
            Parameters = { new() { Value = most } },
        };
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                _rows.Add(($"{Tenant}/{reader.GetString(0)}", reader.GetFieldValue<byte[]>(1), reader.GetString(2), reader.GetString(3)));
        }

        await using var streams = new NpgsqlCommand(
            "insert into app.mt_streams (tenant_id, id, version) select $1, id, 0 from unnest($2) id on conflict do nothing", connection)
        {
            Parameters = { new() { Value = Tenant }, new() { Value = _rows.Select(row => row.Stream).Distinct().ToArray() } },
        };
        await streams.ExecuteNonQueryAsync();
    }

    /// <summary>Rows per second.</summary>
    public async Task<double> TurnAsync()
    {
        var sequences = await ReserveAsync(_rows.Count);
        var versions = _rows.Select(row => _versions[row.Stream] = _versions.GetValueOrDefault(row.Stream) + 1).ToArray();
        var ids = _rows.Select(_ => Guid.CreateVersion7()).ToArray();
        GC.Collect();

        var watch = Stopwatch.StartNew();
        for (var first = 0; first < _rows.Count; first += PostedRequest.EventsPerBatch)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await CopyAsync(first, Math.Min(first + PostedRequest.EventsPerBatch, _rows.Count), sequences, versions, ids);
            await transaction.CommitAsync();
        }

        return _rows.Count / watch.Elapsed.TotalSeconds;
    }

    private async Task CopyAsync(int from, int to, long[] sequences, long[] versions, Guid[] ids)
    {
        await using var writer = await connection.BeginBinaryImportAsync(
            "copy app.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, is_archived) from stdin (format binary)");
        var now = TimeProvider.System.GetUtcNow();
        for (var i = from; i < to; i++)
        {
            var (stream, data, type, dotNetType) = _rows[i];
            await writer.StartRowAsync();
            await writer.WriteAsync(sequences[i], NpgsqlDbType.Bigint);
            await writer.WriteAsync(ids[i], NpgsqlDbType.Uuid);
            await writer.WriteAsync(stream, NpgsqlDbType.Varchar);
            await writer.WriteAsync(versions[i], NpgsqlDbType.Bigint);
            await writer.WriteAsync(data, NpgsqlDbType.Jsonb);
            await writer.WriteAsync(type, NpgsqlDbType.Varchar);
            await writer.WriteAsync(now, NpgsqlDbType.TimestampTz);
            await writer.WriteAsync(Tenant, NpgsqlDbType.Varchar);
            await writer.WriteAsync(dotNetType, NpgsqlDbType.Varchar);
            await writer.WriteAsync(false, NpgsqlDbType.Boolean);
        }

        await writer.CompleteAsync();
    }

    private async Task<long[]> ReserveAsync(int count)
    {
        await using var command = new NpgsqlCommand("select array_agg(nextval('app.mt_events_sequence')) from generate_series(1, $1)", connection)
        {
            Parameters = { new() { Value = count } },
        };
        return (long[])(await command.ExecuteScalarAsync())!;
    }
}
