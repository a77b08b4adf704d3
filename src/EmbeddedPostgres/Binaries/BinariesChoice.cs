using Microsoft.Extensions.Logging;

namespace Reo.EmbeddedPostgres.Binaries;

/// <summary>Which PostgreSQL runs: the pinned npm package, else the newest installed server.</summary>
internal static class BinariesChoice
{
    /// <param name="surroundings">The machine.</param>
    /// <param name="writtenBy">
    /// The major version that wrote the data folder, if there is data: only that version can read it, so it decides.
    /// </param>
    /// <param name="dataFolder">Named in errors.</param>
    public static async Task<PostgresBinaries> ChooseAsync(
        Surroundings surroundings, int? writtenBy, string dataFolder, ILogger logger, CancellationToken cancellation)
    {
        var (package, reason) = await NpmPackage.GetAsync(surroundings, logger, cancellation);
        if (Fits(package))
            return package!;

        var installed = await InstalledServers.FindAsync(surroundings, cancellation);
        if (installed.FirstOrDefault(Fits) is { } server)
        {
            if (package is null)
                logger.LogInformation("Using the installed PostgreSQL {Version} in {Folder}: {Reason}", server.Version, server.Folder, reason);
            return server;
        }

        PostgresBinaries[] all = package is null ? [.. installed] : [package, .. installed];
        if (all.Length == 0)
        {
            throw new EmbeddedPostgresException(
                $"No PostgreSQL: {reason}, and no PostgreSQL server, {PostgresBinaries.OldestMajor} or newer, is installed."
                + " Install Node.js with npm, or a PostgreSQL server, or set a connection string to a server that runs elsewhere.");
        }

        throw new EmbeddedPostgresException(
            $"The data in {dataFolder} was written by PostgreSQL {writtenBy}, which only PostgreSQL {writtenBy} can read, and this machine has"
            + $" {string.Join(", ", all.Select(found => $"{found.Version} ({found.Source})"))}{(package is null ? $"; {reason}" : "")}."
            + $" Install PostgreSQL {writtenBy}, or move that folder away to start with an empty one.");

        bool Fits(PostgresBinaries? found) => found is not null && (writtenBy is null || found.Version.Major == writtenBy);
    }
}
