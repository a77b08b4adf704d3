using JasperFx.Events;
using Marten.Documents;
using Marten.Services;

namespace Marten.Sessions;

/// <summary>What a session has gathered and not yet committed.</summary>
internal sealed class UnitOfWork : IUnitOfWork, IChangeSet
{
    private readonly List<PendingWrite> _writes = [];
    private readonly List<StreamAction> _streams = [];
    private readonly Dictionary<string, StreamAction> _streamsByKey = new(StringComparer.Ordinal);

    public IReadOnlyList<PendingWrite> Writes => _writes;

    public IReadOnlyList<StreamAction> StreamActions => _streams;

    public bool IsEmpty => _writes.Count == 0 && _streams.Count == 0;

    public IEnumerable<object> Updated => Updates();

    public IEnumerable<object> Inserted => Inserts();

    public void Add(PendingWrite write) => _writes.Add(write);

    /// <summary>Streams are known by their key alone, as in the packages: a second tenant's events for the same key join the first's.</summary>
    public StreamAction? FindStream(string key) => _streamsByKey.GetValueOrDefault(key);

    public void Add(StreamAction stream)
    {
        _streams.Add(stream);
        _streamsByKey[stream.Key!] = stream;
    }

    /// <summary>Forgets what was added after there were so many writes.</summary>
    public void CutBackTo(int writes) => _writes.RemoveRange(writes, _writes.Count - writes);

    public IEnumerable<object> Updates() => _writes.OfType<DocumentWrite>().Where(write => write is not InsertDocument).Select(write => write.Document);

    public IEnumerable<object> Inserts() => _writes.OfType<InsertDocument>().Select(write => write.Document);

    public IList<StreamAction> Streams() => _streams;

    public IEnumerable<StreamAction> GetStreams() => _streams;

    public IEnumerable<IEvent> GetEvents() => _streams.SelectMany(stream => stream.Events);
}
