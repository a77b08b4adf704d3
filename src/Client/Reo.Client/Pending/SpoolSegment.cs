namespace Reo.Client.Pending;

/// <summary>One file of a spool: lines are written to its end and read from its beginning.</summary>
internal sealed class SpoolSegment : IDisposable
{
    private FileStream? _end;
    private long _read;
    private long _taken;

    private SpoolSegment(string path, FileStream? end, long written, long events)
    {
        Path = path;
        _end = end;
        Written = written;
        Events = events;
    }

    public string Path { get; }

    /// <summary>In bytes: what is there in whole lines.</summary>
    public long Written { get; private set; }

    /// <summary>How many events it held when it was opened, or has taken since.</summary>
    public long Events { get; private set; }

    public bool IsOpen => _end is not null;

    public bool IsThrough => _read == Written;

    /// <summary>Without a buffer: each line is with the operating system when it is written, and outlives the process.</summary>
    public static SpoolSegment Create(string path) =>
        new(path, new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1), 0, 0);

    /// <summary>A file that another process left. What it did not write to the end of the line never was an event.</summary>
    public static SpoolSegment Adopt(string path)
    {
        using var file = Read(path);
        var (buffer, at, whole, events) = (new byte[64 * 1024], 0L, 0L, 0L);
        while (file.Read(buffer, 0, buffer.Length) is > 0 and var count)
        {
            for (var i = 0; i < count; i++)
            {
                if (buffer[i] == '\n')
                    (whole, events) = (at + i + 1, events + 1);
            }

            at += count;
        }

        return new SpoolSegment(path, null, whole, events);
    }

    public void Append(byte[] line)
    {
        try
        {
            _end!.Write(line, 0, line.Length);
            _end.Flush();
            Written += line.Length;
            Events++;
        }
        catch
        {
            // Half a line may be there: nothing may follow it.
            Close();
            throw;
        }
    }

    /// <summary>Nothing more is written to it.</summary>
    public void Close()
    {
        var end = _end;
        _end = null;
        try
        {
            end?.Dispose();
        }
        catch (IOException)
        {
            // What is written is written.
        }
    }

    /// <summary>The next lines, and how many bytes they are: at least one line, however long it is.</summary>
    public (List<byte[]> Lines, long Bytes) First(int maxEvents, int maxBytes, long written)
    {
        using var file = Read(Path);
        for (long bytes = maxBytes; ; bytes *= 2)
        {
            var (lines, length) = Lines(file, maxEvents, (int)Math.Min(bytes, written - _read));
            if (lines.Count > 0 || bytes >= written - _read)
                return (lines, length);
        }
    }

    public void Advance(int events, long bytes)
    {
        _taken += events;
        _read += bytes;
    }

    /// <summary>Gives up what cannot be read; says how many events that is.</summary>
    public long Skip()
    {
        var lost = Events - _taken;
        _taken = Events;
        _read = Written;
        return lost;
    }

    private (List<byte[]> Lines, long Bytes) Lines(FileStream file, int maxEvents, int bytes)
    {
        file.Position = _read;
        var (buffer, length) = (new byte[bytes], 0);
        while (length < buffer.Length && file.Read(buffer, length, buffer.Length - length) is > 0 and var count)
            length += count;

        var (lines, start) = (new List<byte[]>(), 0);
        while (lines.Count < maxEvents && Array.IndexOf(buffer, (byte)'\n', start, length - start) is >= 0 and var end)
        {
            lines.Add(buffer.AsSpan(start, end + 1 - start).ToArray());
            start = end + 1;
        }

        return (lines, start);
    }

    public void Dispose() => Close();

    private static FileStream Read(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
}
