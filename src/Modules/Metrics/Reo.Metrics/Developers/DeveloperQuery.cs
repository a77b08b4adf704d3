using Marten;
using Npgsql;
using Reo.Ingestion.Contracts;
using Reo.Metrics.Reading;

namespace Reo.Metrics.Developers;

/// <summary>Finds developers.</summary>
internal static class DeveloperQuery
{
    public static readonly Listing Listing = new(
        "reports.developers",
        "developer_id",
        "reports.usage_by_day",
        "-last_seen_at",
        [
            new("last_seen_at", SortKind.Time),
            new("first_seen_at", SortKind.Time),
            new("usage_count", SortKind.Number),
            new("score", SortKind.Number),
            new("developer_id", SortKind.Text),
        ]);

    private static readonly ListedColumns<DeveloperView> _columns = new(
        "developer_id, user_id_type, user_id, company, company_rule, first_seen_at, last_seen_at, usage_count",
        """
        array(
            select identity.identity
            from reports.identities identity
            where identity.tenant_id = @tenant
                and identity.developer_id = page.developer_id
            order by 1
        ) as identities
        """,
        Joins: "",
        DeveloperView.Read);

    public static async Task<DeveloperPage> ListAsync(
        NpgsqlDataSource database, IDocumentStore store, string tenantId, DeveloperFilter filter, Page page, CancellationToken cancellation)
    {
        var (developers, total, next) = await Listing.ListAsync(database, store, tenantId, filter, page, _columns, cancellation);
        return new DeveloperPage(developers, total, page.AsOf, next);
    }

    public static Task<DeveloperView?> ShowAsync(
        NpgsqlDataSource database, IDocumentStore store, string tenantId, string developerId, DateOnly asOf, CancellationToken cancellation) =>
        Listing.ShowAsync(database, store, tenantId, developerId, asOf, _columns, cancellation);

    /// <summary>The developer that an identity is of; null when nobody used anything under it.</summary>
    public static async Task<string?> FindAsync(NpgsqlDataSource database, string tenantId, string identity, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select developer_id from reports.identities where tenant_id = $1 and identity = $2");
        command.Parameters.AddWithValue(tenantId);
        command.Parameters.AddWithValue(DeveloperIdentity.Read(identity) ?? identity);
        return await command.ExecuteScalarAsync(cancellation) as string;
    }
}
