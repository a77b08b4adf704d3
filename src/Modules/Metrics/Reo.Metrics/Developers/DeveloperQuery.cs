using Marten;
using Npgsql;
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

    public static async Task<DeveloperPage> RunAsync(
        NpgsqlDataSource database, IDocumentStore store, string tenantId, DeveloperFilter filter, Page page, CancellationToken cancellation)
    {
        var query = new Query();
        query.Set("tenant", tenantId);
        query.Set("limit", page.Limit + 1);
        var where = filter.Where(query);
        var from = filter.AsksForScore || page.Order.Column.Name == "score" ? _scored : "reports.developers";
        var behind = "";
        if (page.Behind is var (value, id))
        {
            behind = $"and {page.Order.Behind("developer_id")}";
            query.Set("value", value);
            query.Set("id", id);
        }

        await using var command = database.CreateCommand(
            $"""
            with page as materialized (
                select *, row_number() over ({page.Order.OrderBy("developer_id")}) as place
                from {from} developer
                where {where}
                {behind}
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
        return await ReadAsync(command, page, cancellation);
    }

    private static async Task<DeveloperPage> ReadAsync(NpgsqlCommand command, Page page, CancellationToken cancellation)
    {
        var developers = new List<DeveloperView>();
        var (total, next) = (0L, (string?)null);
        var last = "";
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            total = row.GetInt64(row.GetOrdinal("total"));
            if (row.IsDBNull(row.GetOrdinal("developer_id")))
                break;
            if (developers.Count == page.Limit)
                next = new PageCursor(page.Order.Name, page.AsOf, last, developers[^1].DeveloperId).Write();
            else
                developers.Add(DeveloperView.Read(row));
            last = page.Order.Column.Write(row);
        }

        return new DeveloperPage(developers, total, page.AsOf, next);
    }
}
