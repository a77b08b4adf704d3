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
        var (package, reason) = writtenBy is null || writtenBy == NpmPackage.Major
            ? await NpmPackage.GetAsync(surroundings, logger, cancellation)
            : (null, $"the npm package is PostgreSQL {NpmPackage.Major}");
        if (Fits(package))
            return package!;

        var installed = await InstalledServers.FindAsync(surroundings, cancellation);
        if (installed.FirstOrDefault(Fits) is { } newest)
        {
            logger.LogInformation("Using the installed PostgreSQL {Version} in {Folder}: {Reason}", newest.Version, newest.Folder, reason);
            return newest;
        }

        if (writtenBy is null)
        {
            throw new EmbeddedPostgresException(
                $"No PostgreSQL found: install Node.js with npm, or a PostgreSQL server ({PostgresBinaries.OldestMajor} or newer),"
                + $" or set a connection string to one that runs elsewhere; {reason}.");
        }

        var others = installed.Select(server => $", PostgreSQL {server.Version} is installed");
        throw new EmbeddedPostgresException(
            $"The data in {dataFolder} was written by PostgreSQL {writtenBy}, and no other version can read it: {reason}{string.Concat(others)}."
            + $" Install PostgreSQL {writtenBy}, or move that folder away to start with an empty one.");

        bool Fits(PostgresBinaries? found) => found is not null && (writtenBy is null || found.Version.Major == writtenBy);
    }
}
