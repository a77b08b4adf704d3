using Marten;
using Npgsql;
using Reo.Metrics.Reading;

namespace Reo.Metrics.Companies;

/// <summary>Finds companies.</summary>
internal static class CompanyQuery
{
    private const string WithDevelopers =
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

    public static readonly Listing Listing = new(
        "reports.companies",
        "company",
        "reports.company_usage_by_day",
        "-last_day",
        [
            new("last_day", SortKind.Day),
            new("first_day", SortKind.Day),
            new("usage_count", SortKind.Number),
            new("score", SortKind.Number),
            new("developers", SortKind.Number),
            new("company", SortKind.Text),
        ])
    {
        Counted = ("developers", WithDevelopers),
        AreDaysOfMonths = true,
    };

    private static readonly ListedColumns<CompanyView> _columns = new(
        "company, first_day, last_day, usage_count",
        "developers, active_7, active_30, active_90, usage_30, usage_before",
        $"""
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
                coalesce(sum(usage.usage_count) filter (where day > @as_of - 30), 0)::bigint as usage_30,
                coalesce(sum(usage.usage_count) filter (where day <= @as_of - 30), 0)::bigint as usage_before
            from reports.company_totals_by_day usage
            where usage.tenant_id = @tenant
                and usage.company = page.company
                and usage.month = any(array(select (date_trunc('month', @as_of::timestamp) - before * interval '1 month')::date from generate_series(0, 2) before))
                and day > @as_of - 60
                and day <= @as_of
        ) trend on true
        """,
        CompanyView.Read);

    public static async Task<CompanyPage> ListAsync(
        NpgsqlDataSource database, IDocumentStore store, string tenantId, CompanyFilter filter, Page page, CancellationToken cancellation)
    {
        var (companies, total, next) = await Listing.ListAsync(database, store, tenantId, filter, page, _columns, cancellation);
        return new CompanyPage(companies, total, page.AsOf, next);
    }

    public static Task<CompanyView?> ShowAsync(
        NpgsqlDataSource database, IDocumentStore store, string tenantId, string company, DateOnly asOf, CancellationToken cancellation) =>
        Listing.ShowAsync(database, store, tenantId, company, asOf, _columns, cancellation);

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
