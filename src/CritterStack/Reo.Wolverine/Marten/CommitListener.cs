using Marten;
using Marten.Services;
using Wolverine.Runtime;

namespace Wolverine.Marten;

/// <summary>Has the session's commit take along what the handling of a message leads to.</summary>
internal sealed class CommitListener(MessageContext context) : DocumentSessionListenerBase
{
    public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
    {
        context.WriteInto(session);
        return Task.CompletedTask;
    }

    public override Task AfterCommitAsync(IDocumentSession session, IChangeSet commit, CancellationToken token)
    {
        context.Stored();
        return Task.CompletedTask;
    }
}
