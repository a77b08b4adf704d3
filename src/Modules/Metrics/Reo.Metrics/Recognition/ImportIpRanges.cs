using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Reo.Metrics.Recognition;

/// <summary>Nothing of the file was taken over.</summary>
internal sealed class IpRangesNotUsableException(string message) : Exception(message);

/// <summary>
/// Replaces the address ranges by those of a file, or leaves them as they were. The projection goes on meanwhile with the old ones: the
/// new table takes the old one's place at the end.
/// </summary>
internal sealed class ImportIpRanges(NpgsqlDataSource database)
{
    /// <summary>How many ranges there are.</summary>
    public async Task<long> CountAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select count(*) from metrics.ip_ranges");
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>How many ranges there are now.</summary>
    /// <exception cref="IpRangesNotUsableException">A line is not a range, or two ranges overlap.</exception>
    public async Task<long> RunAsync(TextReader file, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(
            connection,
            """
            select pg_advisory_xact_lock(hashtext('reo ip ranges'));
            create table metrics.ip_ranges_new (like metrics.ip_ranges including comments);
            """,
            cancellation);
        var ranges = await CopyAsync(connection, file, cancellation);
        await RefuseOverlapsAsync(connection, cancellation);
        await ExecuteAsync(
            connection,
            """
            alter table metrics.ip_ranges_new add constraint ip_ranges_new_pkey primary key (start_ip);
            analyze metrics.ip_ranges_new;
            drop table metrics.ip_ranges;
            alter table metrics.ip_ranges_new rename to ip_ranges;
            alter index metrics.ip_ranges_new_pkey rename to ip_ranges_pkey;
            """,
            cancellation);
        await transaction.CommitAsync(cancellation);
        return ranges;
    }

    private static async Task<long> CopyAsync(NpgsqlConnection connection, TextReader file, CancellationToken cancellation)
    {
        await using var import = await connection.BeginBinaryImportAsync(
            "copy metrics.ip_ranges_new (start_ip, end_ip, asn, organization) from stdin (format binary)", cancellation);
        for (var number = 1; await file.ReadLineAsync(cancellation) is { } line; number++)
        {
            if (line.Length == 0 || (number == 1 && line.StartsWith("start", StringComparison.OrdinalIgnoreCase)))
                continue;
            if (IpRange.Read(line) is not { } range)
            {
                throw new IpRangesNotUsableException(string.Create(
                    CultureInfo.InvariantCulture, $"Line {number} is not start,end,asn,organization. Nothing was imported."));
            }

            await import.StartRowAsync(cancellation);
            await import.WriteAsync(range.Start, NpgsqlDbType.Inet, cancellation);
            await import.WriteAsync(range.End, NpgsqlDbType.Inet, cancellation);
            await import.WriteAsync(range.Asn, NpgsqlDbType.Bigint, cancellation);
            await import.WriteAsync(range.Organization, NpgsqlDbType.Text, cancellation);
        }

        return (long)await import.CompleteAsync(cancellation);
    }

    private static async Task RefuseOverlapsAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            select host(start_ip) || '-' || host(end_ip) || ' and ' || host(next_start) || '-' || host(next_end)
            from (
                select start_ip, end_ip, lead(start_ip) over by_start as next_start, lead(end_ip) over by_start as next_end
                from metrics.ip_ranges_new
                window by_start as (order by start_ip)
            ) range
            where next_start <= end_ip
            limit 1
            """,
            connection);
        if (await command.ExecuteScalarAsync(cancellation) is string overlap)
            throw new IpRangesNotUsableException($"The ranges {overlap} overlap. Nothing was imported.");
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
