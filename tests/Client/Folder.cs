namespace Reo.Client.Tests;

/// <summary>A folder for one test.</summary>
internal sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("reo-client-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
