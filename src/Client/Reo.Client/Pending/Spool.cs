namespace Reo.Client.Pending;

/// <summary>
/// Events wait on disk, and outlive the process. A file goes when all of its events are through, so that after a crash some are sent a
/// second time, with the same event_id: the server stores them once.
/// </summary>
internal sealed class Spool : IPending
{
    private const long SegmentBytes = 1024 * 1024;

    private readonly object _gate = new();
    private readonly SpoolFolder _folder;
    private readonly long _maxBytes;
    private readonly List<SpoolSegment> _segments = [];
    private long _added;
    private long _removed;
    private long _firstBytes;
    private bool _isDisposed;

    /// <exception cref="IOException">The folder cannot be made or written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public Spool(string folder, long maxBytes)
    {
        _folder = SpoolFolder.Open(folder);
        _maxBytes = maxBytes;
    }

    public long Added => Interlocked.Read(ref _added);

    public long Removed => Interlocked.Read(ref _removed);

    /// <exception cref="IOException">The disk is full, or fails.</exception>
    public bool TryAdd(byte[] line)
    {
        lock (_gate)
        {
            if (_isDisposed || _segments.Sum(segment => segment.Written) + line.Length > _maxBytes)
                return false;

            Add(line);
            return true;
        }
    }

    public Batch First(int maxEvents, int maxBytes)
    {
        var lost = 0L;
        while (true)
        {
            SpoolSegment first;
            long written;
            lock (_gate)
            {
                while (_segments.Count > 0 && _segments[0].IsThrough)
                    DeleteFirst();
                if (_segments.Count == 0)
                    return new Batch([], lost);
                (first, written) = (_segments[0], _segments[0].Written);
            }

            // Only this thread moves the beginning, and what is written stays: other threads may go on writing.
            var lines = ReadFirst(first, maxEvents, maxBytes, written);
            if (lines.Count > 0)
                return new Batch(lines, lost);

            lock (_gate)
            {
                var skipped = first.Skip();
                _removed += skipped;
                lost += skipped;
            }
        }
    }

    public void Remove(Batch first, IReadOnlyList<byte[]> again)
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;

            foreach (var line in again)
                Add(line);
            _removed += first.Lines.Count;
            _segments[0].Advance(first.Lines.Count, _firstBytes);
            if (_segments[0].IsThrough)
                DeleteFirst();
        }
    }

    /// <summary>Takes over what processes that are no more have left; says how many events that is.</summary>
    public long Adopt()
    {
        var adopted = _folder.Adopt().ConvertAll(SpoolSegment.Adopt);
        lock (_gate)
        {
            // They come behind everything that is there, so that the order of adding stays the order of removing.
            if (adopted.Count > 0 && _segments.Count > 0)
                _segments[_segments.Count - 1].Close();
            _segments.AddRange(adopted);
            _added += adopted.Sum(segment => segment.Events);
        }

        return adopted.Sum(segment => segment.Events);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            foreach (var segment in _segments)
                segment.Dispose();
            _folder.Dispose();
        }
    }

    private void Add(byte[] line)
    {
        var last = _segments.Count == 0 ? null : _segments[_segments.Count - 1];
        if (last is not { IsOpen: true } || last.Written >= SegmentBytes)
        {
            last?.Close();
            last = SpoolSegment.Create(_folder.Next());
            _segments.Add(last);
        }

        last.Append(line);
        _added++;
    }

    private List<byte[]> ReadFirst(SpoolSegment first, int maxEvents, int maxBytes, long written)
    {
        try
        {
            (var lines, _firstBytes) = first.First(maxEvents, maxBytes, written);
            return lines;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    private void DeleteFirst()
    {
        var first = _segments[0];
        _segments.RemoveAt(0);
        first.Close();
        try
        {
            File.Delete(first.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A later process sends it once more, and is told of duplicates.
        }
    }
}
