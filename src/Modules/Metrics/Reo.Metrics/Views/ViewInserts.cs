namespace Reo.Metrics.Views;

/// <summary>
/// How one table is made from <c>recognised</c>, <c>daily</c> and <c>company_daily</c>, which are parts of a statement or tables of their
/// own. Its rows are new, or are merged with those that are there.
/// </summary>
internal sealed record ViewInsert(string Table, string Columns, string Select, string Key, string Merge)
{
    public string Insert(string schema) => $"insert into {schema}.{Table} as known ({Columns}) {Select}";

    public string Upsert(string schema) => $"{Insert(schema)} on conflict ({Key}) do update set {Merge}";
}

internal static class ViewInserts
{
    private const string Sums =
        "usage_count = known.usage_count + excluded.usage_count, event_count = known.event_count + excluded.event_count";

    /// <summary>Of a <c>day</c>.</summary>
    public const string YearOf = "extract(year from day)::integer";

    /// <summary>Of many of the same year: a bit each, from the left.</summary>
    public const string DaysOf = "bit_or(set_bit(0::bit(366), extract(doy from day)::integer - 1, 1))";

    private const string AllDays = "days = known.days | excluded.days";

    private const string Days =
        "first_day = least(known.first_day, excluded.first_day), last_day = greatest(known.last_day, excluded.last_day)";

    /// <summary>The better rule; among equals the later event, then the first by name.</summary>
    private const string IsBetter =
        """
        excluded.company_rule is not null
            and (
                known.company_rule is null
                or (excluded.company_rule, known.company_at, excluded.company) < (known.company_rule, excluded.company_at, known.company)
            )
        """;

    public const string Daily =
        """
        select
            developer_id, day, day - (extract(day from day)::integer - 1) as month, metric, product, environment, company, identity,
            sum(usage_count)::bigint as usage_count, sum(event_count)::bigint as event_count
        from recognised
        group by developer_id, day, metric, product, environment, company, identity
        """;

    public const string CompanyDaily =
        """
        select
            day, month, metric, product, environment, company, sum(usage_count)::bigint as usage_count, sum(event_count)::bigint as event_count
        from daily
        group by day, month, metric, product, environment, company
        """;

    public static readonly ViewInsert UsageByDay = new(
        "usage_by_day",
        "tenant_id, developer_id, day, metric, product, environment, company, identity, usage_count, event_count, row_key",
        """
        select
            @tenant, developer_id, day, metric, product, environment, company, identity, usage_count, event_count,
            md5(concat_ws(E'\x1f', @tenant::text, developer_id, day, metric, product, environment, company, identity))::uuid
        from daily
        """,
        "row_key",
        Sums);

    public static readonly ViewInsert[] All =
    [
        UsageByDay,
        new(
            "developers",
            "tenant_id, developer_id, user_id_type, user_id, company, company_rule, company_at, first_seen_at, last_seen_at, usage_count, event_count",
            """
            select distinct on (developer_id)
                @tenant, developer_id, upper(split_part(developer_id, '/', 1)), substr(developer_id, position('/' in developer_id) + 1),
                case when rule is not null then company else '' end, rule, case when rule is not null then to_timestamp(last_at) end,
                to_timestamp(min(first_at) over one), to_timestamp(max(last_at) over one),
                (sum(usage_count) over one)::bigint, (sum(event_count) over one)::bigint
            from recognised
            where developer_id <> ''
            window one as (partition by developer_id)
            order by developer_id, rule nulls last, last_at desc, company
            """,
            "tenant_id, developer_id",
            $"""
            company = case when {IsBetter} then excluded.company else known.company end,
            company_rule = case when {IsBetter} then excluded.company_rule else known.company_rule end,
            company_at = case when {IsBetter} then excluded.company_at else known.company_at end,
            first_seen_at = least(known.first_seen_at, excluded.first_seen_at),
            last_seen_at = greatest(known.last_seen_at, excluded.last_seen_at),
            {Sums}
            """),
        new(
            "companies",
            "tenant_id, company, first_day, last_day, usage_count, event_count",
            """
            select @tenant, company, min(day), max(day), sum(usage_count)::bigint, sum(event_count)::bigint
            from daily
            where company <> ''
            group by company
            """,
            "tenant_id, company",
            $"{Days}, {Sums}"),
        new(
            "company_developers",
            "tenant_id, company, developer_id, first_day, last_day, usage_count, event_count",
            """
            select @tenant, company, developer_id, min(day), max(day), sum(usage_count)::bigint, sum(event_count)::bigint
            from daily
            where company <> ''
                and developer_id <> ''
            group by company, developer_id
            """,
            "tenant_id, company, developer_id",
            $"{Days}, {Sums}"),
        new(
            "company_usage_by_day",
            "tenant_id, company, day, metric, product, environment, usage_count, event_count",
            """
            select @tenant, company, day, metric, product, environment, usage_count, event_count
            from company_daily
            """,
            "tenant_id, company, day, metric, product, environment",
            Sums),
        new(
            "company_usage_by_month",
            "tenant_id, month, company, metric, product, environment, usage_count, event_count",
            """
            select @tenant, month, company, metric, product, environment, sum(usage_count)::bigint, sum(event_count)::bigint
            from company_daily
            group by month, company, metric, product, environment
            """,
            "tenant_id, month, company, metric, product, environment",
            Sums),
        new(
            "company_totals_by_day",
            "tenant_id, day, company, usage_count, event_count",
            """
            select @tenant, day, company, sum(usage_count)::bigint, sum(event_count)::bigint
            from company_daily
            group by day, company
            """,
            "tenant_id, day, company",
            Sums),
        new(
            "company_totals_by_month",
            "tenant_id, month, company, usage_count, event_count",
            """
            select @tenant, month, company, sum(usage_count)::bigint, sum(event_count)::bigint
            from company_daily
            group by month, company
            """,
            "tenant_id, month, company",
            Sums),
        new(
            "developer_totals_by_month",
            "tenant_id, month, developer_id, usage_count, event_count",
            """
            select @tenant, month, developer_id, sum(usage_count)::bigint, sum(event_count)::bigint
            from daily
            group by month, developer_id
            """,
            "tenant_id, month, developer_id",
            Sums),
        new(
            "product_usage_by_day",
            "tenant_id, day, metric, product, environment, usage_count, event_count",
            """
            select @tenant, day, metric, product, environment, sum(usage_count)::bigint, sum(event_count)::bigint
            from company_daily
            group by day, metric, product, environment
            """,
            "tenant_id, day, metric, product, environment",
            Sums),
        new(
            "active_days",
            "tenant_id, year, developer_id, days",
            $"""
            select @tenant, {YearOf} as year, developer_id, {DaysOf}
            from daily
            where developer_id <> ''
            group by year, developer_id
            """,
            "tenant_id, year, developer_id",
            AllDays),
        new(
            "metric_days",
            "tenant_id, metric, year, developer_id, days",
            $"""
            select @tenant, metric, {YearOf} as year, developer_id, {DaysOf}
            from daily
            where developer_id <> ''
            group by metric, year, developer_id
            """,
            "tenant_id, metric, year, developer_id",
            AllDays),
    ];
}
