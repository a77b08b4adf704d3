namespace Marten.Events.Daemon;

/// <summary>Tells the daemons of this process that a session of it has committed events, so that they look at once.</summary>
internal sealed class CommitSignal
{
    private Action? _listeners;

    public void Raise() => Volatile.Read(ref _listeners)?.Invoke();

    public IDisposable Listen(Action listener)
    {
        lock (this)
            _listeners += listener;
        return new Subscription(this, listener);
    }

    private sealed class Subscription(CommitSignal signal, Action listener) : IDisposable
    {
        public void Dispose()
        {
            lock (signal)
                signal._listeners -= listener;
        }
    }
}
