using Marten.Services;

namespace Marten;

public interface IDocumentSessionListener
{
    Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token);

    Task AfterCommitAsync(IDocumentSession session, IChangeSet commit, CancellationToken token);

    void DocumentLoaded(object id, object document);

    void DocumentAddedForStorage(object id, object document);
}

public abstract class DocumentSessionListenerBase : IDocumentSessionListener
{
    public virtual Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token) => Task.CompletedTask;

    public virtual Task AfterCommitAsync(IDocumentSession session, IChangeSet commit, CancellationToken token) => Task.CompletedTask;

    public virtual void DocumentLoaded(object id, object document)
    {
    }

    public virtual void DocumentAddedForStorage(object id, object document)
    {
    }
}
