using System.Globalization;

namespace Reo.EmbeddedPostgres.Running;

/// <summary>
/// The settings every start passes on the command line, where they win over <c>postgresql.conf</c> and <c>alter system</c>:
/// nobody turns durability off by editing a file.
/// </summary>
internal static class ServerSettings
{
    private const int SmallestSharedBuffers = 16;
    private const int LargestDefaultSharedBuffers = 512;

    public static IEnumerable<KeyValuePair<string, string>> For(EmbeddedPostgresOptions options, int port)
    {
        var memory = (int)Math.Min(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024 * 1024), int.MaxValue);
        var sharedBuffers = options.SharedBuffersMegabytes ?? Math.Clamp(memory / 4, SmallestSharedBuffers, LargestDefaultSharedBuffers);

        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = port.ToString(CultureInfo.InvariantCulture),
            // No socket: its path may be longer than the 107 bytes that Unix allows.
            ["unix_socket_directories"] = "",
            ["password_encryption"] = "scram-sha-256",

            ["fsync"] = "on",
            ["full_page_writes"] = "on",
            ["synchronous_commit"] = "on",

            ["max_connections"] = options.MaxConnections.ToString(CultureInfo.InvariantCulture),
            ["shared_buffers"] = $"{sharedBuffers}MB",
            ["effective_cache_size"] = $"{Math.Max(memory / 2, sharedBuffers)}MB",
            // A commit that needs a new segment of the log waits until it is written full of zeros; so keep used ones for a burst.
            ["min_wal_size"] = "512MB",
            ["max_wal_size"] = "2GB",
            ["work_mem"] = "16MB",
            ["maintenance_work_mem"] = "64MB",
            // Compiling a query takes longer than most queries here run.
            ["jit"] = "off",

            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
            ["lc_messages"] = "C",
            ["logging_collector"] = "off",
            ["log_destination"] = "stderr",
        };
    }
}
