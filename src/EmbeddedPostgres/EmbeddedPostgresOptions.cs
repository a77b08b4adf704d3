using Reo.EmbeddedPostgres.Running;

namespace Reo.EmbeddedPostgres;

/// <summary>What a server is started with. Every option has a default that suits a developer's machine.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>
    /// The folder that belongs to this server: it holds the cluster (<c>pgdata</c>), the password file, the server's log and
    /// the lock of the process that owns it. Made if it is missing. The default is <c>reo/postgres</c> under the user's local
    /// application data, or <c>/var/lib/reo/postgres</c> for root.
    /// </summary>
    public string DataFolder { get; init; } = UserFolders.DefaultData;

    /// <summary>
    /// Where PostgreSQL fetched by npm is kept, one folder per version and platform, shared by all servers of this user. The
    /// default is <c>reo/postgres</c> under the user's cache folder, or <c>/var/cache/reo/postgres</c> for root.
    /// </summary>
    public string CacheFolder { get; init; } = UserFolders.DefaultCache;

    /// <summary>The TCP port on 127.0.0.1, 1 to 65535; 0 (the default) takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The database made at the first start, the one that <see cref="EmbeddedPostgresServer.ConnectionString"/> names.</summary>
    public string Database { get; init; } = "reo";

    /// <summary>
    /// PostgreSQL's <c>shared_buffers</c> in megabytes, 16 or more. The default (<c>null</c>) is a quarter of the machine's
    /// memory, 512 at most.
    /// </summary>
    public int? SharedBuffersMegabytes { get; init; }

    /// <summary>PostgreSQL's <c>max_connections</c>: the number of sessions at the same time, 10 or more.</summary>
    public int MaxConnections { get; init; } = 200;

    /// <summary>How long a start may take, recovery after a crash included.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(5);

    internal void Validate()
    {
        if (Port is < 0 or > 65535)
            throw new EmbeddedPostgresException($"The option Port is {Port}; it must be 1 to 65535, or 0 for a free one.");
        if (SharedBuffersMegabytes < 16)
            throw new EmbeddedPostgresException($"The option SharedBuffersMegabytes is {SharedBuffersMegabytes}; it must be 16 or more.");
        if (MaxConnections is < 10 or > 10000)
            throw new EmbeddedPostgresException($"The option MaxConnections is {MaxConnections}; it must be 10 to 10000.");
        if (string.IsNullOrWhiteSpace(DataFolder) || string.IsNullOrWhiteSpace(CacheFolder) || string.IsNullOrWhiteSpace(Database))
            throw new EmbeddedPostgresException("The options DataFolder, CacheFolder and Database must not be empty.");
    }
}
