using JasperFx.Events;

namespace Marten.Events;

internal sealed class EventStream<T>(EventOperations events, string key, T? aggregate, long version, CancellationToken cancellation) : IEventStream<T>
    where T : class
{
    private StreamAction? _action;

    public T? Aggregate => aggregate;

    public long? StartingVersion => version;

    public long? CurrentVersion => version + Events.Count;

    public CancellationToken Cancellation => cancellation;

    public string? Key => key;

    public IReadOnlyList<IEvent> Events => _action?.Events ?? [];

    public void AppendOne(object @event) => AppendMany([@event]);

    public void AppendMany(params object[] events) => AppendMany(events.AsEnumerable());

    public void AppendMany(IEnumerable<object> newEvents)
    {
        var built = events.Build(newEvents);
        if (built.Count == 0)
            return;
        _action ??= events.Open(key, typeof(T), version);
        _action.AddEvents(built);
    }
}
