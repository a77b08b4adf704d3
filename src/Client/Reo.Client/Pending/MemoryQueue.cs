namespace Reo.Client.Pending;

/// <summary>Events wait in memory, and are gone with the process.</summary>
internal sealed class MemoryQueue(int capacity) : IPending
{
    private readonly object _gate = new();
    private readonly Queue<byte[]> _lines = new();
    private long _added;
    private long _removed;

    public long Added => Interlocked.Read(ref _added);

    public long Removed => Interlocked.Read(ref _removed);

    public bool TryAdd(byte[] line)
    {
        lock (_gate)
        {
            if (_lines.Count >= capacity)
                return false;

            _lines.Enqueue(line);
            _added++;
            return true;
        }
    }

    public Batch First(int maxEvents, int maxBytes)
    {
        lock (_gate)
        {
            var (lines, bytes) = (new List<byte[]>(Math.Min(maxEvents, _lines.Count)), 0);
            foreach (var line in _lines)
            {
                bytes += line.Length;
                if (lines.Count > 0 && (lines.Count == maxEvents || bytes > maxBytes))
                    break;
                lines.Add(line);
            }

            return new Batch(lines);
        }
    }

    public void Remove(Batch first, IReadOnlyList<byte[]> again)
    {
        lock (_gate)
        {
            foreach (var line in again)
                _lines.Enqueue(line);
            _added += again.Count;
            for (var i = 0; i < first.Lines.Count; i++)
                _lines.Dequeue();
            _removed += first.Lines.Count;
        }
    }

    public void Dispose()
    {
        // Nothing is held open.
    }
}
