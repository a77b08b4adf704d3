using Microsoft.CodeAnalysis.Text;

namespace Reo.Analyzers.Search;

/// <summary>Looks for words in a source text without allocating: most files have none, and this is all that is done to them.</summary>
internal static class TextSearch
{
    private const int BufferSize = 16 * 1024;

    [ThreadStatic]
    private static char[]? t_buffer;

    public static bool ContainsAny(SourceText text, string[] words)
    {
        var overlap = 0;
        foreach (var word in words)
            overlap = Math.Max(overlap, word.Length - 1);

        var buffer = t_buffer ??= new char[BufferSize];
        for (var start = 0; start < text.Length; start += buffer.Length - overlap)
        {
            var length = Math.Min(buffer.Length, text.Length - start);
            text.CopyTo(start, buffer, 0, length);
            var part = buffer.AsSpan(0, length);
            foreach (var word in words)
            {
                if (part.IndexOf(word.AsSpan()) >= 0)
                    return true;
            }

            if (start + length == text.Length)
                return false;
        }

        return false;
    }
}
