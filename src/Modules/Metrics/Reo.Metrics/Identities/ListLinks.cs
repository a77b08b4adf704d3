using Npgsql;

namespace Reo.Metrics.Identities;

internal static class ListLinks
{
    /// <summary>The pairs that are linked and have one of these identities, as far as the views know it.</summary>
    public static async Task<List<LinkAnswer>> OfAsync(NpgsqlDataSource database, string tenantId, string[] identities, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select first, second
            from metrics.identity_links
            where tenant_id = $1
                and is_linked
                and (first = any($2) or second = any($2))
            order by first, second
            """);
        command.Parameters.AddWithValue(tenantId);
        command.Parameters.AddWithValue(identities);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var links = new List<LinkAnswer>();
        while (await row.ReadAsync(cancellation))
            links.Add(new LinkAnswer(row.GetString(0), row.GetString(1), Linked: true));
        return links;
    }
}
