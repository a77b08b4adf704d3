using System.Text;

namespace Reo.Testing;

internal static class DatabaseName
{
    // PostgreSQL cuts names off at 63 bytes, and the unique part comes last.
    private const int ReadableLength = 48;

    public static string Unique(string readable)
    {
        var name = new StringBuilder();
        foreach (var letter in readable)
        {
            if (char.IsAsciiLetterUpper(letter) && name.Length > 0 && name[^1] != '_')
                name.Append('_');
            name.Append(char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '_');
        }

        var length = Math.Min(name.Length, ReadableLength);
        return $"{name.ToString(0, length)}_{Guid.CreateVersion7().ToString("n")[^12..]}";
    }
}
