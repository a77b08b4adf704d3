using Marten;
using Npgsql;
using Reo.Ingestion.Contracts;
using Reo.Metrics.Contracts;

namespace Reo.Ingestion.Erasure;

/// <summary>
/// The person asked to be erased under another identity. Others forget the identity also when nothing was ever posted for it: that it
/// was linked says enough.
/// </summary>
public static class LinkedIdentityToEraseHandler
{
    private const string By = "erasure of a linked identity";

    public static async Task<DeveloperErased> HandleAsync(
        LinkedIdentityToErase linked, IDocumentSession session, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var (_, erased) = await EraseDeveloperHandler.HandleAsync(new EraseDeveloper(linked.DeveloperId, By), session, database, cancellation);
        return erased ?? new DeveloperErased(linked.DeveloperId, ErasedDeveloper.New(session.TenantId, linked.DeveloperId).ErasedAs);
    }
}
