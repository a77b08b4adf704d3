namespace Reo.EmbeddedPostgres.Running;

internal static class UserFolders
{
    // PostgreSQL refuses to run as root, and the account it then runs as cannot enter /root.
    private static bool IsRoot => !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    public static string DefaultData => IsRoot
        ? "/var/lib/reo/postgres"
        : Path.Combine(LocalApplicationData, "reo", "postgres");

    public static string DefaultCache
    {
        get
        {
            if (IsRoot)
                return "/var/cache/reo/postgres";
            if (OperatingSystem.IsWindows())
                return Path.Combine(LocalApplicationData, "reo", "cache", "postgres");
            if (OperatingSystem.IsMacOS())
                return Path.Combine(Home, "Library", "Caches", "reo", "postgres");

            // The XDG specification: relative paths are invalid and ignored.
            var xdg = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            var caches = Path.IsPathRooted(xdg) ? xdg : Path.Combine(Home, ".cache");
            return Path.Combine(caches, "reo", "postgres");
        }
    }

    /// <summary>Makes a folder that, when root makes it, the account PostgreSQL runs as can enter whatever root's umask is.</summary>
    public static void Create(string path)
    {
        var missing = new List<string>();
        for (var folder = path; folder is not null && !Directory.Exists(folder); folder = Path.GetDirectoryName(folder))
            missing.Add(folder);

        Directory.CreateDirectory(path);
        if (OperatingSystem.IsWindows() || !IsRoot)
            return;
        foreach (var made in missing)
            File.SetUnixFileMode(made, File.GetUnixFileMode(made) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    private static string Home =>
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);

    private static string LocalApplicationData =>
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
}
