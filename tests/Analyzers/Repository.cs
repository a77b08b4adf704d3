using System.Runtime.CompilerServices;

namespace Reo.Analyzers.Tests;

/// <summary>The checkout that these tests were compiled from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find([CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(here)!);
        while (!File.Exists(Path.Combine(folder.FullName, "ReoMonolith.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException($"ReoMonolith.sln is in no folder above {here}.");
        return folder.FullName;
    }
}
