using System.Diagnostics;
using System.Globalization;
using Reo.EmbeddedPostgres;

namespace Reo.Testing;

/// <summary>
/// Folders for test servers, named after the process that made them, so that a later run knows which ones a killed run left.
/// </summary>
public static class TemporaryFolder
{
    private const string Prefix = "reo-test-postgres-";

    // The start time of a process is computed from the boot time and differs by a little from reader to reader.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(10);

    /// <summary>The path of a folder that does not exist yet, and that a later run deletes if this process cannot.</summary>
    public static string New()
    {
        using var self = Process.GetCurrentProcess();
        var unique = Guid.CreateVersion7().ToString("n")[^8..];
        return Path.Combine(Root, $"{Prefix}{self.Id}-{UnixSeconds(self)}-{unique}");
    }

    internal static async Task DeleteLeftoversAsync(CancellationToken cancellation)
    {
        foreach (var folder in Directory.EnumerateDirectories(Root, Prefix + "*"))
        {
            if (IsOwned(Path.GetFileName(folder)))
                continue;

            try
            {
                await EmbeddedPostgresServer.DeleteAsync(folder, cancellation);
            }
            catch (Exception busy) when (busy is EmbeddedPostgresException or IOException or UnauthorizedAccessException)
            {
                // Another run deletes it at this moment, or another user will.
            }
        }
    }

    // Root's own temporary folder may be closed to the account that PostgreSQL runs as.
    private static string Root => !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess ? "/var/tmp" : Path.GetTempPath();

    private static bool IsOwned(string name)
    {
        var parts = name[Prefix.Length..].Split('-');
        if (parts.Length != 3
            || !int.TryParse(parts[0], CultureInfo.InvariantCulture, out var pid)
            || !long.TryParse(parts[1], CultureInfo.InvariantCulture, out var started))
        {
            return true;
        }

        try
        {
            using var process = Process.GetProcessById(pid);
            return Math.Abs(UnixSeconds(process) - started) <= Tolerance.TotalSeconds;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static long UnixSeconds(Process process) => new DateTimeOffset(process.StartTime).ToUnixTimeSeconds();
}
