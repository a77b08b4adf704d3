namespace Wolverine.Tracking;

/// <summary>Tells the tracked sessions of a host what happens to its messages.</summary>
internal sealed class MessageTracker
{
    private readonly Lock _lock = new();
    private volatile TrackedSession[] _sessions = [];

    public void Add(TrackedSession session)
    {
        lock (_lock)
            _sessions = [.. _sessions, session];
    }

    public void Remove(TrackedSession session)
    {
        lock (_lock)
            _sessions = [.. _sessions.Where(s => s != session)];
    }

    public void Record(MessageEventType eventType, Envelope envelope, Exception? exception = null)
    {
        foreach (var session in _sessions)
            session.Record(eventType, envelope, exception);
    }
}
