using Marten;
using Marten.Services;
using Wolverine.Persistence.Durability;
using Wolverine.Runtime;

namespace Wolverine.Marten;

/// <summary>
/// A bus whose messages go out with the commit of a session. From the container it is enrolled in the scope's session. It does
/// not know the session's tenant: say it in the <see cref="DeliveryOptions"/>.
/// </summary>
public interface IMartenOutbox : IMessageBus
{
    IDocumentSession? Session { get; }

    /// <summary>Makes this session's commit the one to wait for.</summary>
    void Enroll(IDocumentSession session);
}

internal sealed class MartenOutbox : MessageContext, IMartenOutbox
{
    private readonly AfterCommit _afterCommit;
    private InboxRows? _rows;

    public MartenOutbox(WolverineRuntime runtime, IDocumentSession session)
        : base(runtime)
    {
        _afterCommit = new AfterCommit(this);
        Enroll(session);
    }

    public IDocumentSession? Session { get; private set; }

    public void Enroll(IDocumentSession session)
    {
        Session?.Listeners.Remove(_afterCommit);
        Session = session;
        Session.Listeners.Add(_afterCommit);
        _rows = null;
    }

    /// <summary>The first message of a unit of work adds a statement to it; the others add their rows to that statement.</summary>
    protected override ValueTask DeliverAsync(IReadOnlyList<Envelope> envelopes)
    {
        if (_rows is null)
            _rows = Runtime.Inbox.Queue(Session!, envelopes);
        else
            Runtime.Inbox.AddTo(_rows, envelopes);

        Outgoing.Add(envelopes);
        return ValueTask.CompletedTask;
    }

    private sealed class AfterCommit(MartenOutbox outbox) : DocumentSessionListenerBase
    {
        public override Task AfterCommitAsync(IDocumentSession session, IChangeSet commit, CancellationToken token)
        {
            outbox._rows = null;
            outbox.Stored();
            return Task.CompletedTask;
        }
    }
}
