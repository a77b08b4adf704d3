namespace Marten.Schema;

public interface IDocumentCleaner
{
    Task DeleteAllDocumentsAsync(CancellationToken ct = default);

    Task DeleteAllEventDataAsync(CancellationToken ct = default);

    /// <summary>Drops every table of the store.</summary>
    Task CompletelyRemoveAllAsync(CancellationToken ct = default);
}
