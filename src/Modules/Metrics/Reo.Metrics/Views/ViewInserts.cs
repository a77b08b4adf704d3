namespace Reo.Metrics.Views;

/// <summary>
/// How one table is made from <c>daily</c>, or from what it was summed to in <c>people</c> and <c>company_daily</c>, which are parts of a
/// statement or tables of their own. Its rows are new, or are merged with those that are there.
/// </summary>
internal sealed record ViewInsert(string Table, string Columns, string Select, string Key, string Merge)
{
    /// <summary>Whether a row <c>made</c> adds nothing to one that is <c>known</c>. Such a row is looked up, which costs a fraction of writing it again.</summary>
    public string? AddsNothing { get; init; }

    /// <summary>Whether rows with neighbouring keys are read together, so that a table made anew has them side by side.</summary>
    public bool IsReadInKeyOrder { get; init; }

    public string Insert(string schema) => $"insert into {schema}.{Table} as known ({Columns}) {Select}{(IsReadInKeyOrder ? $" order by {Key}" : "")}";

    public string Upsert(string schema) => $"insert into {schema}.{Table} as known ({Columns}) {Changes(schema)} on conflict ({Key}) do update set {Merge}";

    private string Changes(string schema) => AddsNothing is null ? Select :
        $"""
        select made.*
        from ({Select}) made
        where (
            select {AddsNothing}
            from {schema}.{Table} known
            where {string.Join(" and ", Key.Split(", ").Select(column => $"known.{column} = made.{column}"))}
        ) is not true
        """;
}

internal static class ViewInserts
{
    private const string Sums =
        "usage_count = known.usage_count + excluded.usage_count, event_count = known.event_count + excluded.event_count";

    /// <summary>Of a <c>day</c>.</summary>
    public const string YearOf = "extract(year from day)::integer";

    /// <summary>Of many of the same year: a bit each, from the left.</summary>
    public const string DaysOf = "bit_or(set_bit(0::bit(366), extract(doy from day)::integer - 1, 1))";

    private const string YearOfMonth = "date_part('year', month)::integer";

    /// <summary>Of several months of a year: a bit a day, from the left.</summary>
    private const string DaysOfYear = "bit_or(days::bit(31)::bit(366) >> (date_part('doy', month)::integer - 1))";

    private const string AllDays = "days = known.days | excluded.days";

    private const string NoDayMore = "known.days & made.days = made.days";

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

    /// <summary>Fails when two digests are the same by chance, rather than adding one usage to another.</summary>
    private const string SameKey =
        """
        case
            when (known.metric, known.product, known.environment, known.company, known.identity)
                = (excluded.metric, excluded.product, excluded.environment, excluded.company, excluded.identity)
            then known.row_key
            else ('two rows have the key ' || known.row_key)::bigint
        end
        """;

    /// <summary>
    /// Who used what for whom in which month, from <c>daily</c>. Rows of nobody have no developer. The first day of a month is the highest of
    /// 31 bits.
    /// </summary>
    public const string People =
        """
        select
            @tenant::text as tenant_id, developer_id, company, metric, month, bit_or(1 << (30 - (day - month))) as days,
            min(day) as first_day, max(day) as last_day,
            metrics.total(usage_count) as usage_count, metrics.total(event_count) as event_count,
            min(first_at) as first_at, max(last_at) as last_at, min(best) as best
        from (select *, day - (date_part('day', day)::integer - 1) as month from daily) daily
        group by developer_id, company, metric, month
        """;

    public const string CompanyDaily =
        """
        select
            @tenant::text as tenant_id, company, day, metric, product, environment,
            metrics.total(usage_count) as usage_count, metrics.total(event_count) as event_count
        from daily
        group by company, day, metric, product, environment
        """;

    public static readonly ViewInsert UsageByDay = new(
        "usage_by_day",
        "tenant_id, developer_id, day, metric, product, environment, company, identity, usage_count, event_count, row_key",
        """
        select @tenant, developer_id, day, metric, product, environment, company, identity, usage_count, event_count, row_key
        from daily
        """,
        "developer_id, day, tenant_id, row_key",
        $"{Sums}, row_key = {SameKey}");

    public static readonly ViewInsert[] All =
    [
        UsageByDay,
        new(
            "developers",
            "tenant_id, developer_id, user_id_type, user_id, company, company_rule, company_at, first_seen_at, last_seen_at, usage_count, event_count",
            $"""
            select
                tenant_id, developer_id, upper(split_part(developer_id, '/', 1)), substr(developer_id, position('/' in developer_id) + 1),
                said.company, {DailyUsage.RuleOf("best")}, to_timestamp({DailyUsage.TimeOf("best")}),
                to_timestamp(first_at), to_timestamp(last_at), usage_count, event_count
            from (
                select
                    tenant_id, developer_id, min(best) as best, coalesce(min(best), {DailyUsage.Worst}) as best_or_none, min(first_at) as first_at,
                    max(last_at) as last_at, metrics.total(usage_count) as usage_count, metrics.total(event_count) as event_count
                from people
                where developer_id <> ''
                group by tenant_id, developer_id
            ) developer
            join (
                select tenant_id, developer_id, coalesce(best, {DailyUsage.Worst}) as best_or_none, min(company) as company
                from people
                group by tenant_id, developer_id, best_or_none
            ) said using (tenant_id, developer_id, best_or_none)
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
            select tenant_id, company, min(first_day), max(last_day), metrics.total(usage_count), metrics.total(event_count)
            from people
            where company <> ''
            group by tenant_id, company
            """,
            "tenant_id, company",
            $"{Days}, {Sums}"),
        new(
            "company_developers",
            "tenant_id, company, developer_id, first_day, last_day, usage_count, event_count",
            """
            select tenant_id, company, developer_id, min(first_day), max(last_day), metrics.total(usage_count), metrics.total(event_count)
            from people
            where company <> ''
                and developer_id <> ''
            group by tenant_id, company, developer_id
            """,
            "tenant_id, company, developer_id",
            $"{Days}, {Sums}"),
        new(
            "company_usage_by_month",
            $"tenant_id, month, company, metric, product, environment, usage_count, event_count, {DayColumns.Names}",
            $"""
            select
                tenant_id, month, company, metric, product, environment, metrics.total(usage_count), metrics.total(event_count), {DayColumns.Pivot}
            from {DayColumns.ByDay("company_daily", "tenant_id, company, metric, product, environment")}
            group by tenant_id, month, company, metric, product, environment
            """,
            "tenant_id, month, company, metric, product, environment",
            $"{Sums}, {DayColumns.Merge}"),
        new(
            "company_totals_by_month",
            $"tenant_id, month, company, usage_count, event_count, {DayColumns.Names}",
            $"""
            select tenant_id, month, company, metrics.total(usage_count), metrics.total(event_count), {DayColumns.Pivot}
            from {DayColumns.ByDay("company_daily", "tenant_id, company")}
            group by tenant_id, month, company
            """,
            "tenant_id, month, company",
            $"{Sums}, {DayColumns.Merge}"),
        new(
            "developer_totals_by_month",
            "tenant_id, month, developer_id, usage_count, event_count",
            """
            select tenant_id, month, developer_id, metrics.total(usage_count), metrics.total(event_count)
            from people
            group by tenant_id, month, developer_id
            """,
            "tenant_id, month, developer_id",
            Sums)
        {
            IsReadInKeyOrder = true,
        },
        new(
            "product_usage_by_day",
            "tenant_id, day, metric, product, environment, usage_count, event_count",
            """
            select tenant_id, day, metric, product, environment, metrics.total(usage_count), metrics.total(event_count)
            from company_daily
            group by tenant_id, day, metric, product, environment
            """,
            "tenant_id, day, metric, product, environment",
            Sums),
        new(
            "active_days",
            "tenant_id, year, developer_id, days",
            $"""
            select tenant_id, {YearOfMonth} as year, developer_id, {DaysOfYear} as days
            from people
            where developer_id <> ''
            group by tenant_id, year, developer_id
            """,
            "tenant_id, year, developer_id",
            AllDays)
        {
            AddsNothing = NoDayMore,
            IsReadInKeyOrder = true,
        },
        new(
            "metric_days",
            "tenant_id, metric, year, developer_id, days",
            $"""
            select tenant_id, metric, {YearOfMonth} as year, developer_id, {DaysOfYear} as days
            from people
            where developer_id <> ''
            group by tenant_id, metric, year, developer_id
            """,
            "tenant_id, metric, year, developer_id",
            AllDays)
        {
            AddsNothing = NoDayMore,
            IsReadInKeyOrder = true,
        },
    ];
}
