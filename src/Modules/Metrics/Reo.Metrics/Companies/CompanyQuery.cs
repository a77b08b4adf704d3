using Marten;
using Npgsql;
using Reo.Metrics.Reading;
using Reo.Metrics.Scores;

namespace Reo.Metrics.Companies;

/// <summary>Finds a page of companies. What depends on the day is reckoned for the page alone, unless the list depends on it.</summary>
internal static class CompanyQuery
{
    public static readonly SortColumn[] SortColumns =
    [
        new("last_day", SortKind.Day),
        new("first_day", SortKind.Day),
        new("usage_count", SortKind.Number),
        new("score", SortKind.Number),
        new("developers", SortKind.Number),
        new("company", SortKind.Text),
    ];

    private static readonly string _allScores = ActivityScores.Sql("reports.company_usage_by_day", "company");
    private static readonly string _scoresOfPage = ActivityScores.Sql("reports.company_usage_by_day", "company", "and company in (select company from page)");

    private static readonly string _scored =
        $"""
        (
            select company.*, coalesce(score.score, 0) as score
            from reports.companies company
            left join ({_allScores}) score on score.owner = company.company
        )
        """;

    private const string Counted =
        """
        (
            select
                company.*,
                (
                    select count(*)
                    from reports.company_developers developer
                    where developer.tenant_id = company.tenant_id
                        and developer.company = company.company
                ) as developers
            from reports.companies company
        )
        """;

    public static Task<CompanyPage> ListAsync(
        NpgsqlDataSource database, IDocumentStore store, string tenantId, CompanyFilter filter, Page page, CancellationToken cancellation)
    {
        var query = new Query();
        return RunAsync(database, store, tenantId, query, filter.Where(query), filter.AsksForScore, page, cancellation);
    }

    public static async Task<CompanyView?> ShowAsync(
        NpgsqlDataSource database, IDocumentStore store, string tenantId, string company, DateOnly asOf, CancellationToken cancellation)
    {
        var query = new Query();
        query.Set("company", company);
        var page = new Page(1, new ListOrder(SortColumns[0], IsDescending: true), asOf, Behind: null);
        var found = await RunAsync(database, store, tenantId, query, "tenant_id = @tenant and company = @company", isByScore: false, page, cancellation);
        return found.Companies.Count == 0 ? null : found.Companies[0];
    }

    private static async Task<CompanyPage> RunAsync(
        NpgsqlDataSource database, IDocumentStore store, string tenantId, Query query, string where, bool isByScore, Page page,
        CancellationToken cancellation)
    {
        query.Set("tenant", tenantId);
        var from = isByScore || page.Order.Column.Name == "score" ? _scored
            : page.Order.Column.Name == "developers" ? Counted
            : "reports.companies";
        await using var command = database.CreateCommand(
            $"""
            with page as materialized (
                select company, first_day, last_day, usage_count, row_number() over ({page.Order.OrderBy("company")}) as place
                from {from} company
                where {where}
                {page.Begins(query, "company")}
                {page.Order.OrderBy("company")}
                limit @limit
            )
            select
                page.company, first_day, last_day, usage_count, coalesce(score.score, 0) as score,
                developers, active_7, active_30, active_90, usage_30, usage_before, total
            from (select count(*) as total from {from} company where {where}) counted
            left join page on true
            left join ({_scoresOfPage}) score on score.owner = page.company
            left join lateral (
                select
                    count(*) as developers,
                    count(*) filter (where {ActiveIn(7)}) as active_7,
                    count(*) filter (where {ActiveIn(30)}) as active_30,
                    count(*) filter (where {ActiveIn(90)}) as active_90
                from reports.company_developers developer
                where developer.tenant_id = @tenant
                    and developer.company = page.company
            ) developer on true
            left join lateral (
                select
                    coalesce(sum(usage_count) filter (where day > @as_of - 30), 0)::bigint as usage_30,
                    coalesce(sum(usage_count) filter (where day <= @as_of - 30), 0)::bigint as usage_before
                from reports.company_usage_by_day usage
                where usage.tenant_id = @tenant
                    and usage.company = page.company
                    and day > @as_of - 60
                    and day <= @as_of
            ) trend on true
            order by place
            """);
        query.AddTo(command);
        await ActivityScores.AddParametersAsync(command, store, tenantId, page.AsOf, cancellation);
        var (companies, total, next) = await page.ReadAsync(command, "company", CompanyView.Read, cancellation);
        return new CompanyPage(companies, total, page.AsOf, next);
    }

    /// <summary>The last day tells, unless it is later than the day that is asked for.</summary>
    private static string ActiveIn(int days) =>
        $"""
        developer.last_day > @as_of - {days}
            and (
                developer.last_day <= @as_of
                or exists (
                    select from reports.usage_by_day usage
                    where usage.tenant_id = @tenant
                        and usage.developer_id = developer.developer_id
                        and usage.company = developer.company
                        and usage.day > @as_of - {days}
                        and usage.day <= @as_of
                )
            )
        """;
}
