using Marten.Services;

namespace Marten;

/// <summary>A unit of work.</summary>
public interface IDocumentSession : IDocumentOperations
{
    IUnitOfWork PendingChanges { get; }

    IList<IDocumentSessionListener> Listeners { get; }

    ValueTask BeginTransactionAsync(CancellationToken token);

    /// <summary>Writes everything gathered in one transaction.</summary>
    Task SaveChangesAsync(CancellationToken token = default);
}
