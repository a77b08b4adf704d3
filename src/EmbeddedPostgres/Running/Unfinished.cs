namespace Reo.EmbeddedPostgres.Running;

/// <summary>
/// Folders in the making. They stand beside the place they are made for, and one rename finishes them, so that what has the
/// final name is whole.
/// </summary>
internal static class Unfinished
{
    private const string Mark = ".unfinished-";

    /// <summary>A new folder in the making. Those that killed processes left for the same place are cleared away.</summary>
    public static string NewFolder(string destination)
    {
        var parent = Path.GetDirectoryName(destination)!;
        foreach (var leftover in Directory.EnumerateDirectories(parent, Path.GetFileName(destination) + Mark + "*"))
            Delete(leftover);

        var folder = destination + Mark + Guid.CreateVersion7().ToString("n")[^8..];
        Directory.CreateDirectory(folder);
        return folder;
    }

    public static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // A program that outlived its killed owner still writes there: the next one clears it away.
        }
    }
}
