using JasperFx.Events;
using Marten.Services;

namespace Marten.Sessions;

internal sealed class UnitOfWork : IUnitOfWork, IChangeSet
{
    private readonly List<object> _updated = [];
    private readonly List<object> _inserted = [];
    private readonly List<StreamAction> _streams = [];

    public IEnumerable<object> Updated => _updated;

    public IEnumerable<object> Inserted => _inserted;

    public IEnumerable<object> Updates() => _updated;

    public IEnumerable<object> Inserts() => _inserted;

    public IList<StreamAction> Streams() => _streams;

    public IEnumerable<StreamAction> GetStreams() => _streams;

    public IEnumerable<IEvent> GetEvents() => _streams.SelectMany(stream => stream.Events);
}
