namespace Reo.Ingestion.Import;

/// <summary>One line of an import file.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Offset">Where it begins, in bytes.</param>
/// <param name="Next">Where the next one begins.</param>
/// <param name="Text">Its bytes without the line break and blanks at its ends; only the first ones when <paramref name="IsTooLong"/>.</param>
internal sealed record ImportLine(long Number, long Offset, long Next, byte[] Text, bool IsTooLong)
{
    public bool IsBlank => !IsTooLong && Text.Length == 0;
}

/// <summary>Reads lines from a position on, with no more than one of them in memory, however long.</summary>
internal sealed class ImportLines(Stream file, int longest, long position, long lines)
{
    private static readonly byte[] _byteOrderMark = [0xEF, 0xBB, 0xBF];

    private readonly byte[] _buffer = new byte[64 * 1024];
    private long _position = position;
    private long _lines = lines;
    private int _read;
    private int _at;

    public async ValueTask<ImportLine?> ReadAsync(CancellationToken cancellation)
    {
        var offset = _position;
        var text = new MemoryStream();
        var length = 0L;
        while (true)
        {
            if (_at == _read)
            {
                (_at, _read) = (0, await file.ReadAsync(_buffer, cancellation));
                if (_read == 0)
                    return length == 0 ? null : Line(offset, text, length);
            }

            var rest = _buffer.AsSpan(_at, _read - _at);
            var end = rest.IndexOf((byte)'\n');
            var part = end < 0 ? rest : rest[..end];
            text.Write(part[..(int)Math.Min(part.Length, longest + 1 - text.Length)]);
            length += part.Length;
            _at += part.Length + (end < 0 ? 0 : 1);
            _position += part.Length + (end < 0 ? 0 : 1);
            if (end >= 0)
                return Line(offset, text, length);
        }
    }

    private ImportLine Line(long offset, MemoryStream text, long length)
    {
        var bytes = text.ToArray().AsSpan();
        if (offset == 0 && bytes.StartsWith(_byteOrderMark))
            bytes = bytes[_byteOrderMark.Length..];
        return new ImportLine(++_lines, offset, _position, bytes.Trim(" \t\r"u8).ToArray(), length > longest);
    }
}
