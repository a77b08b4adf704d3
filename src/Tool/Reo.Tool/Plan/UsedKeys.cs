using System.Buffers;

namespace Reo.Tool.Plan;

/// <summary>
/// Which metrics the code mentions: the key between quotes, in any language, or the name of its generated constant behind a dot. What is
/// mentioned in a comment counts too: a key that is listed as never used is used nowhere.
/// </summary>
internal static class UsedKeys
{
    private const int LargestFile = 4 * 1024 * 1024;

    private static readonly HashSet<string> _code = new(StringComparer.OrdinalIgnoreCase)
    {
        ".cs", ".cshtml", ".razor", ".vb", ".fs", ".ts", ".tsx", ".js", ".jsx", ".mjs", ".vue", ".svelte", ".py", ".go", ".java", ".kt", ".rb", ".php", ".rs", ".swift", ".sql",
    };

    private static readonly HashSet<string> _notOurs = new(StringComparer.OrdinalIgnoreCase) { "bin", "obj", "node_modules", ".git", "artifacts", "dist" };

    private static readonly SearchValues<char> _quotes = SearchValues.Create("\"'`\\");

    public static HashSet<string> In(string folder, IEnumerable<string> keys)
    {
        var unused = keys.ToDictionary(key => key, Bare, StringComparer.Ordinal);
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in CodeBelow(new DirectoryInfo(folder)).TakeWhile(_ => unused.Count > 0))
        {
            if (Text(file) is not { } text)
                continue;

            var constants = text.Contains("ActivityTypes", StringComparison.Ordinal) ? MemberNames(text) : [];
            foreach (var (key, bare) in unused.Where(one => (one.Value.Length > 0 && constants.Contains(one.Value)) || IsQuoted(text, one.Key)).ToList())
            {
                unused.Remove(key);
                used.Add(key);
            }
        }

        return used;
    }

    private static IEnumerable<FileInfo> CodeBelow(DirectoryInfo folder)
    {
        var entries = folder.EnumerateFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint });
        foreach (var entry in entries)
        {
            if (entry is FileInfo file)
            {
                if (_code.Contains(file.Extension) && file.Length <= LargestFile)
                    yield return file;
            }
            else if (!_notOurs.Contains(entry.Name))
            {
                foreach (var below in CodeBelow((DirectoryInfo)entry))
                    yield return below;
            }
        }
    }

    private static string? Text(FileInfo file)
    {
        try
        {
            return File.ReadAllText(file.FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsQuoted(string text, string key)
    {
        for (var at = text.IndexOf(key, StringComparison.Ordinal); at >= 0; at = text.IndexOf(key, at + 1, StringComparison.Ordinal))
        {
            var end = at + key.Length;
            if (at > 0 && _quotes.Contains(text[at - 1]) && end < text.Length && _quotes.Contains(text[end]))
                return true;
        }

        return false;
    }

    /// <summary>Every name behind a dot, as <see cref="Bare"/> makes it.</summary>
    private static HashSet<string> MemberNames(string text)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var dot = text.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = text.IndexOf('.', dot + 1))
        {
            var end = dot + 1;
            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_'))
                end++;
            names.Add(Bare(text[(dot + 1)..end]));
        }

        return names;
    }

    /// <summary>Letters and digits alone, in lower case: what a key and its constant have in common.</summary>
    private static string Bare(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
