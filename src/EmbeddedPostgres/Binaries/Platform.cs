using System.Runtime.InteropServices;

namespace Reo.EmbeddedPostgres.Binaries;

/// <summary>What differs from one operating system and processor to the next.</summary>
/// <param name="Name">The end of the package's name, and of its folder in the cache.</param>
/// <param name="NpmOs">npm's name of the operating system.</param>
/// <param name="NpmCpu">npm's name of the processor.</param>
/// <param name="ExecutableSuffix">What the file name of a program ends in.</param>
/// <param name="NpmFile">The file that starts npm.</param>
/// <param name="InstalledIn">Where installers put the programs; one folder of each path may be <c>*</c> or end in it.</param>
internal sealed record Platform(
    OSPlatform Os,
    Architecture Cpu,
    string Name,
    string NpmOs,
    string NpmCpu,
    string ExecutableSuffix,
    string NpmFile,
    IReadOnlyList<string> InstalledIn)
{
    private static readonly string[] LinuxFolders =
        ["/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin", "/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin"];

    private static readonly string[] MacFolders =
        ["/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin", "/Applications/Postgres.app/Contents/Versions/*/bin", "/Library/PostgreSQL/*/bin"];

    private static readonly string[] WindowsFolders = [@"C:\Program Files\PostgreSQL\*\bin"];

    public static readonly IReadOnlyList<Platform> All =
    [
        new(OSPlatform.Linux, Architecture.X64, "linux-x64", "linux", "x64", "", "npm", LinuxFolders),
        new(OSPlatform.Linux, Architecture.Arm64, "linux-arm64", "linux", "arm64", "", "npm", LinuxFolders),
        new(OSPlatform.OSX, Architecture.X64, "darwin-x64", "darwin", "x64", "", "npm", MacFolders),
        new(OSPlatform.OSX, Architecture.Arm64, "darwin-arm64", "darwin", "arm64", "", "npm", MacFolders),
        new(OSPlatform.Windows, Architecture.X64, "windows-x64", "win32", "x64", ".exe", "npm.cmd", WindowsFolders),
    ];

    public string Package => $"@embedded-postgres/{Name}";

    public static Platform Current =>
        All.FirstOrDefault(platform => RuntimeInformation.IsOSPlatform(platform.Os) && RuntimeInformation.OSArchitecture == platform.Cpu)
        ?? throw new EmbeddedPostgresException(
            $"There is no embedded PostgreSQL for {RuntimeInformation.OSDescription} on {RuntimeInformation.OSArchitecture}."
            + " Run a PostgreSQL server, 15 or newer, and set a connection string to it.");
}
