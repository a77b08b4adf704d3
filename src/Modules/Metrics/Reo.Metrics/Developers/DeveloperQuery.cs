using Marten;
using Npgsql;
using Reo.Ingestion.Contracts;
using Reo.Metrics.Reading;
using Reo.Metrics.Scores;

namespace Reo.Metrics.Developers;

/// <summary>Finds a page of developers. Scores are reckoned for the page alone, unless the list depends on them.</summary>
internal static class DeveloperQuery
{
    public static readonly SortColumn[] SortColumns =
    [
        new("last_seen_at", SortKind.Time),
        new("first_seen_at", SortKind.Time),
        new("usage_count", SortKind.Number),
        new("score", SortKind.Number),
        new("developer_id", SortKind.Text),
    ];

    private static readonly string _allScores = ActivityScores.Sql("reports.usage_by_day", "developer_id");
    private static readonly string _scoresOfPage = ActivityScores.Sql("reports.usage_by_day", "developer_id", "and developer_id in (select developer_id from page)");

    private static readonly string _scored =
        $"""
        (
            select developer.*, coalesce(score.score, 0) as score
            from reports.developers developer
            left join ({_allScores}) score on score.owner = developer.developer_id
        )
        """;

    public static Task<DeveloperPage> ListAsync(
        NpgsqlDataSource database, IDocumentStore store, string tenantId, DeveloperFilter filter, Page page, CancellationToken cancellation)
    {
        var query = new Query();
        return RunAsync(database, store, tenantId, query, filter.Where(query), filter.AsksForScore, page, cancellation);
    }

    public static async Task<DeveloperView?> ShowAsync(
        NpgsqlDataSource database, IDocumentStore store, string tenantId, string developerId, DateOnly asOf, CancellationToken cancellation)
    {
        var query = new Query();
        query.Set("developer", developerId);
        var page = new Page(1, new ListOrder(SortColumns[0], IsDescending: true), asOf, Behind: null);
        var found = await RunAsync(
            database, store, tenantId, query, "tenant_id = @tenant and developer_id = @developer", isByScore: false, page, cancellation);
        return found.Developers.Count == 0 ? null : found.Developers[0];
    }

    /// <summary>The developer that an identity is of; null when nobody used anything under it.</summary>
    public static async Task<string?> FindAsync(NpgsqlDataSource database, string tenantId, string identity, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select developer_id from reports.identities where tenant_id = $1 and identity = $2");
        command.Parameters.AddWithValue(tenantId);
        command.Parameters.AddWithValue(DeveloperIdentity.Read(identity) ?? identity);
        return await command.ExecuteScalarAsync(cancellation) as string;
    }

    private static async Task<DeveloperPage> RunAsync(
        NpgsqlDataSource database, IDocumentStore store, string tenantId, Query query, string where, bool isByScore, Page page,
        CancellationToken cancellation)
    {
        query.Set("tenant", tenantId);
        var from = isByScore || page.Order.Column.Name == "score" ? _scored : "reports.developers";
        await using var command = database.CreateCommand(
            $"""
            with page as materialized (
                select *, row_number() over ({page.Order.OrderBy("developer_id")}) as place
                from {from} developer
                where {where}
                {page.Begins(query, "developer_id")}
                {page.Order.OrderBy("developer_id")}
                limit @limit
            )
            select
                developer_id, user_id_type, user_id, company, company_rule, first_seen_at, last_seen_at, usage_count,
                coalesce(score.score, 0) as score,
                array(
                    select identity.identity
                    from reports.identities identity
                    where identity.tenant_id = @tenant
                        and identity.developer_id = page.developer_id
                    order by 1
                ) as identities,
                total
            from (select count(*) as total from {from} developer where {where}) counted
            left join page on true
            left join ({_scoresOfPage}) score on score.owner = page.developer_id
            order by place
            """);
        query.AddTo(command);
        await ActivityScores.AddParametersAsync(command, store, tenantId, page.AsOf, cancellation);
        var (developers, total, next) = await page.ReadAsync(command, "developer_id", DeveloperView.Read, cancellation);
        return new DeveloperPage(developers, total, page.AsOf, next);
    }
}
