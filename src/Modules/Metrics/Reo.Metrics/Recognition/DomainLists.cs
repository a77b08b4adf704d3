using System.Reflection;
using System.Security.Cryptography;
using Npgsql;

namespace Reo.Metrics.Recognition;

/// <summary>The lists that build/refresh-domain-lists wrote, put into the database when they are not those that are there.</summary>
internal static class DomainLists
{
    private static readonly (string Name, string File, string Copy, string Clear)[] _lists =
    [
        ("public suffixes", "public-suffixes.txt", "copy metrics.public_suffixes (rule) from stdin", "truncate metrics.public_suffixes"),
        ("mail providers", "mail-providers.txt", "copy metrics.mail_providers (domain) from stdin", "truncate metrics.mail_providers"),
    ];

    /// <summary>In the transaction that made the tables, which holds off other nodes.</summary>
    public static async Task LoadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        foreach (var (name, file, copy, clear) in _lists)
        {
            var names = await ReadAsync(file, cancellation);
            var digest = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(names)));
            if (await IsLoadedAsync(connection, name, digest, cancellation))
                continue;

            await using (var truncate = new NpgsqlCommand(clear, connection))
                await truncate.ExecuteNonQueryAsync(cancellation);
            await using (var import = await connection.BeginTextImportAsync(copy, cancellation))
                await import.WriteAsync(names.AsMemory(), cancellation);
        }
    }

    /// <summary>One name a line, without the comments.</summary>
    private static async Task<string> ReadAsync(string file, CancellationToken cancellation)
    {
        await using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"{file} is not in the assembly.");
        using var reader = new StreamReader(stream);
        var lines = (await reader.ReadToEndAsync(cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return string.Concat(lines.Where(line => !line.StartsWith('#')).Select(line => $"{line}\n"));
    }

    private static async Task<bool> IsLoadedAsync(NpgsqlConnection connection, string name, string digest, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into metrics.domain_lists as known (name, digest)
            values ($1, $2)
            on conflict (name) do update set digest = excluded.digest
            where known.digest <> excluded.digest
            """,
            connection)
        {
            Parameters = { new() { Value = name }, new() { Value = digest } },
        };
        return await command.ExecuteNonQueryAsync(cancellation) == 0;
    }
}
