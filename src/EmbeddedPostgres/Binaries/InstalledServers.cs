namespace Reo.EmbeddedPostgres.Binaries;

/// <summary>PostgreSQL servers that somebody installed on this machine.</summary>
internal static class InstalledServers
{
    /// <summary>Those that can be used, newest first.</summary>
    public static async Task<IReadOnlyList<PostgresBinaries>> FindAsync(Surroundings surroundings, CancellationToken cancellation)
    {
        var found = new List<PostgresBinaries>();
        foreach (var folder in Folders(surroundings))
        {
            var (binaries, _) = await PostgresBinaries.InAsync(
                folder, surroundings.Platform.ExecutableSuffix, PostgresBinaries.Installed, cancellation);
            if (binaries is not null)
                found.Add(binaries);
        }

        return [.. found.OrderByDescending(binaries => binaries.Version)];
    }

    private static IEnumerable<string> Folders(Surroundings surroundings)
    {
        var program = "postgres" + surroundings.Platform.ExecutableSuffix;
        return surroundings.ProgramFolders
            .Concat(surroundings.InstalledIn.SelectMany(Expand))
            .Where(folder => File.Exists(Path.Combine(folder, program)))
            .Select(folder => FolderOfTarget(Path.Combine(folder, program)))
            .Distinct(StringComparer.Ordinal);
    }

    // A link on the search path stands beside none of the other programs.
    private static string FolderOfTarget(string program) =>
        Path.GetDirectoryName(File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program)!;

    private static IEnumerable<string> Expand(string path)
    {
        var star = path.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
            return [path];

        var parent = Path.GetDirectoryName(path[..star])!;
        var pattern = path[(parent.Length + 1)..(star + 1)];
        var rest = path[(star + 1)..].TrimStart('/', '\\');
        return Directory.Exists(parent)
            ? Directory.EnumerateDirectories(parent, pattern).Select(folder => Path.Combine(folder, rest))
            : [];
    }
}
