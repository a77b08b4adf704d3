using System.Globalization;
using System.Security.Cryptography;
using Reo.EmbeddedPostgres.Binaries;
using Reo.EmbeddedPostgres.Running;

namespace Reo.EmbeddedPostgres.Data;

/// <summary>Everything of one server on disk, in one folder: moving or deleting the folder moves or deletes the server.</summary>
internal sealed record ClusterFolder
{
    public const string Superuser = "reo";

    public ClusterFolder(string path) => Root = Path.GetFullPath(path);

    public string Root { get; }

    /// <summary>PostgreSQL's own data directory.</summary>
    public string Data => Path.Combine(Root, "pgdata");

    public string PasswordFile => Path.Combine(Root, "password");

    public string Log => Path.Combine(Root, "postgres.log");

    public string OwnerLock => Path.Combine(Root, "owner.lock");

    /// <summary>The major version that wrote the data; <c>null</c> while there is none.</summary>
    public int? WrittenBy
    {
        get
        {
            var file = Path.Combine(Data, "PG_VERSION");
            return File.Exists(file)
                ? (int)decimal.Parse(File.ReadAllText(file).Trim(), CultureInfo.InvariantCulture)
                : null;
        }
    }

    public void Create()
    {
        if (!IsPlain(Root))
            throw new EmbeddedPostgresException($"The data folder {Root} has a character in its name that pg_ctl cannot quote. Choose another with the option DataFolder.");
        UserFolders.Create(Root);
    }

    public FileStream TakeOwnership() =>
        FileLock.TryTake(OwnerLock)
        ?? throw new EmbeddedPostgresException(
            $"Another running process owns the data folder {Root}. Stop it, or choose another folder with the option DataFolder.");

    /// <summary>Makes an empty cluster. One that is there, is there whole: it gets its name when it is finished.</summary>
    public async Task InitialiseAsync(PostgresBinaries binaries, ServerAccount account, CancellationToken cancellation)
    {
        var unfinished = Unfinished.NewFolder(Data);
        await account.OwnAsync(unfinished, cancellation);

        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        await WriteSecretAsync(PasswordFile, password, cancellation);
        // initdb reads the password as the account that will own the cluster, which may not read ours.
        var handOver = Path.Combine(Root, "password.initdb");
        try
        {
            await WriteSecretAsync(handOver, password, cancellation);
            await account.OwnAsync(handOver, cancellation);
            var initdb = new Command(binaries.Initdb,
            [
                "-D", unfinished, "-U", Superuser, $"--pwfile={handOver}",
                "--auth-host=scram-sha-256", "--auth-local=scram-sha-256", "--encoding=UTF8", "--locale=C",
            ])
            {
                Account = account.Name,
                WorkingFolder = Root,
                Environment = ServerEnvironment.Clean(),
            };
            var result = await initdb.RunAsync(cancellation);
            if (!result.Succeeded)
                throw new EmbeddedPostgresException($"Could not make a PostgreSQL cluster in {Root}: {result.Said}");
        }
        finally
        {
            File.Delete(handOver);
        }

        Directory.Move(unfinished, Data);
    }

    public async Task<string> ReadPasswordAsync(CancellationToken cancellation)
    {
        if (!File.Exists(PasswordFile))
        {
            throw new EmbeddedPostgresException(
                $"The password file {PasswordFile} is missing, and the data beside it cannot be opened without it."
                + $" Put it back, or move {Root} away to start with an empty folder.");
        }

        return (await File.ReadAllTextAsync(PasswordFile, cancellation)).Trim();
    }

    /// <summary>Starts a new log, and keeps the last one beside it.</summary>
    public async Task BeginLogAsync(ServerAccount account, bool keepPrevious, CancellationToken cancellation)
    {
        if (keepPrevious && File.Exists(Log))
            File.Move(Log, Log + ".1", overwrite: true);
        await WriteSecretAsync(Log, "", cancellation);
        await account.OwnAsync(Log, cancellation);
    }

    /// <summary>The last lines of the server's log.</summary>
    public string LogTail()
    {
        try
        {
            using var stream = new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream);
            return string.Join('\n', reader.ReadToEnd().TrimEnd().Split('\n').TakeLast(15));
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static async Task WriteSecretAsync(string path, string text, CancellationToken cancellation)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var stream = new FileStream(path, options);
        await using var writer = new StreamWriter(stream);
        await writer.WriteAsync(text.AsMemory(), cancellation);
    }

    // pg_ctl starts the server through a shell and puts paths between double quotes, unescaped.
    private static bool IsPlain(string path) =>
        path.AsSpan().IndexOfAny(OperatingSystem.IsWindows() ? "\"%\n" : "\"$`\\\n") < 0;
}
