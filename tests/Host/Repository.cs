namespace Reo.Host.Tests;

internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The modules there are: the folders of src/Modules.</summary>
    public static string[] Modules { get; } = [.. Directory.GetDirectories(Path.Combine(Root, "src", "Modules")).Select(folder => Path.GetFileName(folder)).Order()];

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "ReoMonolith.sln")) ? folder : Find(Path.GetDirectoryName(folder)!);
}
