namespace Reo.EmbeddedPostgres.Binaries;

/// <summary>What the search for PostgreSQL sees of the machine.</summary>
internal sealed record Surroundings(Platform Platform, string CacheFolder, IReadOnlyList<string> ProgramFolders, IReadOnlyList<string> InstalledIn)
{
    public static Surroundings OfThisMachine(string cacheFolder)
    {
        var platform = Platform.Current;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(Path.IsPathRooted)
            .ToArray();
        return new Surroundings(platform, Path.GetFullPath(cacheFolder), folders, platform.InstalledIn);
    }

    /// <summary>The full path of a program on the search path.</summary>
    public string? Find(string fileName) =>
        ProgramFolders.Select(folder => Path.Combine(folder, fileName)).FirstOrDefault(File.Exists);
}
