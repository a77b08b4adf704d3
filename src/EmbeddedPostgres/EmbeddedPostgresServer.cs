using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Reo.EmbeddedPostgres.Binaries;
using Reo.EmbeddedPostgres.Data;
using Reo.EmbeddedPostgres.Running;

namespace Reo.EmbeddedPostgres;

/// <summary>
/// A PostgreSQL server that this process starts, owns and stops. It listens on 127.0.0.1 only, asks for a generated password
/// (scram-sha-256), and always runs with <c>fsync</c> and <c>full_page_writes</c> on.
/// </summary>
/// <remarks>
/// One process owns a data folder at a time. If the owner is killed, the server is stopped too (on Windows: by the next
/// start), and the next start takes the folder over.
/// </remarks>
public sealed class EmbeddedPostgresServer : IAsyncDisposable
{
    private readonly FileStream ownership;
    private readonly ServerProcess process;
    private readonly string password;
    private readonly string database;
    private readonly SemaphoreSlim turn = new(1, 1);
    private OrphanGuard? guard;
    private bool disposed;

    private EmbeddedPostgresServer(FileStream ownership, ServerProcess process, string password, string database)
    {
        this.ownership = ownership;
        this.process = process;
        this.password = password;
        this.database = database;
    }

    /// <summary>How to reach the database named by <see cref="EmbeddedPostgresOptions.Database"/>. Holds the password.</summary>
    public string ConnectionString => ConnectionStringFor(database);

    /// <summary>The TCP port on 127.0.0.1. It stays the same over restarts of this object.</summary>
    public int Port { get; private set; }

    /// <summary>The version of PostgreSQL.</summary>
    public Version Version => process.Binaries.Version;

    /// <summary>Where PostgreSQL came from: <c>npm package</c> or <c>installed</c>.</summary>
    public string BinariesSource => process.Binaries.Source;

    /// <summary>The folder with this server's data, password and log.</summary>
    public string DataFolder => process.Folder.Root;

    /// <summary>The log that the server writes.</summary>
    public string LogFile => process.Folder.Log;

    /// <summary>
    /// Finds or fetches PostgreSQL, makes the cluster and the database if they are missing, and returns when the server
    /// accepts connections.
    /// </summary>
    /// <exception cref="EmbeddedPostgresException">
    /// There is no PostgreSQL and no way to fetch it; the folder is owned by another process, was written by another major
    /// version, or cannot be used; the port is taken; the server does not start.
    /// </exception>
    public static Task<EmbeddedPostgresServer> StartAsync(
        EmbeddedPostgresOptions options, ILogger? logger = null, CancellationToken cancellation = default) =>
        StartAsync(options, Surroundings.OfThisMachine(options.CacheFolder), logger ?? NullLogger.Instance, cancellation);

    internal static async Task<EmbeddedPostgresServer> StartAsync(
        EmbeddedPostgresOptions options, Surroundings surroundings, ILogger logger, CancellationToken cancellation)
    {
        options.Validate();
        var folder = new ClusterFolder(options.DataFolder);
        FileStream? claim = null;
        EmbeddedPostgresServer? server = null;
        try
        {
            folder.Create();
            claim = folder.TakeOwnership();
            if (await ServerProcess.StopOrphanAsync(folder, cancellation))
                logger.LogWarning("Stopped a PostgreSQL server that a killed process left running on {DataFolder}", folder.Root);
            if (options.Port != 0 && !FreePort.IsFree(options.Port))
                throw ServerProcess.PortTaken(options.Port);

            var account = await ServerAccount.ChooseAsync(cancellation);
            await account.EnsureCanEnterAsync(folder.Root, "Choose another folder with the option DataFolder.", cancellation);
            var binaries = await BinariesChoice.ChooseAsync(surroundings, folder.WrittenBy, folder.Root, logger, cancellation);
            await account.EnsureCanEnterAsync(binaries.Folder, "Choose another folder with the option CacheFolder.", cancellation);

            if (folder.WrittenBy is null)
                await folder.InitialiseAsync(binaries, account, cancellation);
            var secret = await folder.ReadPasswordAsync(cancellation);

            server = new EmbeddedPostgresServer(
                claim, new ServerProcess(folder, binaries, account, options), secret, options.Database);
            await server.StartProcessAsync(options.Port, cancellation);
            await server.CreateDatabaseAsync(options.Database, cancellation);
            logger.LogInformation(
                "PostgreSQL {Version} ({Source}) listens on 127.0.0.1:{Port}, its data is in {DataFolder}",
                server.Version, server.BinariesSource, server.Port, folder.Root);
            return server;
        }
        catch (Exception failure)
        {
            if (server is not null)
                await server.DisposeAsync();
            else if (claim is not null)
                await claim.DisposeAsync();
            if (failure is IOException or UnauthorizedAccessException)
            {
                throw new EmbeddedPostgresException(
                    $"Cannot use the data folder {folder.Root} or the cache folder {options.CacheFolder}: {failure.Message}"
                    + " Choose others with the options DataFolder and CacheFolder.", failure);
            }

            if (failure is NpgsqlException)
            {
                throw new EmbeddedPostgresException(
                    $"PostgreSQL started on {folder.Root}, but the database {options.Database} cannot be made: {failure.Message}", failure);
            }

            throw;
        }
    }

    /// <summary>
    /// How to reach the database named by <see cref="EmbeddedPostgresOptions.Database"/> on the server that another process runs
    /// on the same data folder. Holds the password. Null when no process owns the folder, or its server is not up.
    /// </summary>
    public static async Task<string?> FindRunningAsync(EmbeddedPostgresOptions options, CancellationToken cancellation = default)
    {
        var folder = new ClusterFolder(options.DataFolder);
        if (Postmaster.Read(folder.Data) is not { IsRunning: true, Port: { } port })
            return null;

        await using (var claim = FileLock.TryTake(folder.OwnerLock))
        {
            if (claim is not null)
                return null;
        }

        return ConnectionStringOf(port, options.Database, await folder.ReadPasswordAsync(cancellation));
    }

    /// <summary>
    /// Stops a server that a killed process may have left running on a data folder, and deletes the folder with everything in
    /// it. Does nothing when there is no such folder.
    /// </summary>
    /// <exception cref="EmbeddedPostgresException">A running process owns the folder.</exception>
    public static async Task DeleteAsync(string dataFolder, CancellationToken cancellation = default)
    {
        var folder = new ClusterFolder(dataFolder);
        if (!Directory.Exists(folder.Root))
            return;

        await using (folder.TakeOwnership())
            await ServerProcess.StopOrphanAsync(folder, cancellation);
        Directory.Delete(folder.Root, recursive: true);
    }

    /// <summary>How to reach another database of this server. Holds the password.</summary>
    public string ConnectionStringFor(string databaseName) => ConnectionStringOf(Port, databaseName, password);

    /// <summary>Makes a database unless there is one of that name.</summary>
    public async Task CreateDatabaseAsync(string databaseName, CancellationToken cancellation = default)
    {
        await using var connection = await OpenAdminAsync(cancellation);
        var quoted = new NpgsqlCommandBuilder().QuoteIdentifier(databaseName);
        await using var create = new NpgsqlCommand($"create database {quoted}", connection);
        try
        {
            await create.ExecuteNonQueryAsync(cancellation);
        }
        catch (PostgresException exists) when (exists.SqlState == PostgresErrorCodes.DuplicateDatabase)
        {
            // Somebody was here before.
        }
    }

    /// <summary>
    /// Stops the server and keeps the folder; <see cref="RestartAsync"/> starts it again. Does nothing when it is stopped.
    /// </summary>
    /// <param name="immediate">
    /// <c>false</c>: open sessions are closed and everything is written first. <c>true</c>: as after a power cut; the next start
    /// recovers.
    /// </param>
    /// <param name="cancellation">Stops the waiting, not the stopping.</param>
    /// <exception cref="EmbeddedPostgresException">The server does not stop.</exception>
    public async Task StopAsync(bool immediate = false, CancellationToken cancellation = default)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            await StopProcessAsync(immediate ? StopSignal.Immediate : StopSignal.Fast, cancellation);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Kills the server's main process, as the kernel does when memory runs out. For tests of what survives that.</summary>
    public async Task KillAsync(CancellationToken cancellation = default)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            await StopProcessAsync(StopSignal.Kill, cancellation);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Stops the server if it runs, and starts it on the same port.</summary>
    /// <exception cref="EmbeddedPostgresException">The server does not stop or start, or its port was taken meanwhile.</exception>
    public async Task RestartAsync(bool immediate = false, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        await turn.WaitAsync(cancellation);
        try
        {
            await StopProcessAsync(immediate ? StopSignal.Immediate : StopSignal.Fast, cancellation);
            await ServerProcess.StopOrphanAsync(process.Folder, cancellation);
            await StartProcessAsync(Port, cancellation);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Stops the server and gives the folder free.</summary>
    public async ValueTask DisposeAsync()
    {
        if (disposed)
            return;

        disposed = true;
        try
        {
            await StopAsync();
        }
        finally
        {
            await ownership.DisposeAsync();
            turn.Dispose();
        }
    }

    private static string ConnectionStringOf(int port, string databaseName, string password) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Database = databaseName,
        Username = ClusterFolder.Superuser,
        Password = password,
    }.ConnectionString;

    private async Task StartProcessAsync(int port, CancellationToken cancellation)
    {
        Port = await process.StartAsync(port, cancellation);
        if (Postmaster.Read(process.Folder.Data) is { } postmaster)
            guard = OrphanGuard.Start(postmaster, process.Account);
    }

    private async Task StopProcessAsync(StopSignal signal, CancellationToken cancellation)
    {
        await process.StopAsync(signal, cancellation);
        if (guard is not null)
            await guard.DisposeAsync();
        guard = null;
    }

    private async Task<NpgsqlConnection> OpenAdminAsync(CancellationToken cancellation)
    {
        var admin = new NpgsqlConnectionStringBuilder(ConnectionStringFor("postgres")) { Pooling = false };
        var connection = new NpgsqlConnection(admin.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            return connection;
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            await connection.DisposeAsync();
            throw new EmbeddedPostgresException(
                $"The password in {process.Folder.PasswordFile} does not open the data beside it."
                + $" Put the right file back, or move {process.Folder.Root} away to start with an empty folder.", refused);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
