using Reo.Client.Wire;

namespace Reo.Client.Pending;

/// <summary>
/// The files of a spool. Each process has a name of its own, files <c>NAME-NUMBER.ndjson</c> and a file <c>NAME.lock</c> that it holds locked
/// as long as it lives; what is no longer locked belongs to whoever locks it next.
/// </summary>
internal sealed class SpoolFolder : IDisposable
{
    private const string Events = ".ndjson";
    private const string Lock = ".lock";

    private readonly string _folder;
    private readonly string _name;
    private readonly FileStream _lock;
    private int _last;

    private SpoolFolder(string folder, string name, FileStream locked)
    {
        _folder = folder;
        _name = name;
        _lock = locked;
    }

    /// <exception cref="IOException">The folder cannot be made or written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static SpoolFolder Open(string folder)
    {
        Directory.CreateDirectory(folder);
        var name = EventIds.RandomText(8);
        return new SpoolFolder(folder, name, Locked(Path.Combine(folder, name + Lock), FileMode.CreateNew));
    }

    public string Next() => Path.Combine(_folder, $"{_name}-{++_last:d8}{Events}");

    /// <summary>The files of processes that are no more, as files of this one.</summary>
    public List<string> Adopt()
    {
        var adopted = new List<string>();
        foreach (var file in Directory.GetFiles(_folder, "*" + Lock).Where(file => file != _lock.Name))
        {
            try
            {
                using (Locked(file, FileMode.Open))
                {
                    var prefix = Path.GetFileNameWithoutExtension(file) + "-";
                    foreach (var left in Directory.GetFiles(_folder, $"{prefix}*{Events}").OrderBy(path => path, StringComparer.Ordinal))
                    {
                        var mine = Next();
                        File.Move(left, mine);
                        adopted.Add(mine);
                    }
                }

                File.Delete(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Its process lives, or another one is adopting it at this moment.
            }
        }

        return adopted;
    }

    /// <summary>Leaves the lock file behind as long as there is something to adopt.</summary>
    public void Dispose()
    {
        _lock.Dispose();
        try
        {
            if (Directory.GetFiles(_folder, $"{_name}-*{Events}").Length == 0)
                File.Delete(_lock.Name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next process deletes it.
        }
    }

    private static FileStream Locked(string path, FileMode mode) => new(path, mode, FileAccess.ReadWrite, FileShare.None);
}
