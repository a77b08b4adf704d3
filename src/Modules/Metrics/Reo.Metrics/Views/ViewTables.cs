namespace Reo.Metrics.Views;

/// <summary>
/// The tables that people read, of one schema. Everything in them follows from the raw events and from the rules in the schema metrics;
/// docs/reports.md describes them. Where there is no developer, company or environment, an empty text stands. An index on a column that
/// usage moves on, such as last_seen_at, would cost every page more than it saves a list.
/// </summary>
internal static class ViewTables
{
    /// <summary>The projection that writes them, all at once.</summary>
    public const string ProjectionName = "Views";

    /// <summary>Where the live ones are.</summary>
    public const string LiveSchema = "reports";

    /// <summary>Of the definition: of the tables, and of what the projection writes into them.</summary>
    public const int Version = 4;

    public static readonly string[] Names =
    [
        "identities", "developers", "companies", "company_developers", "usage_by_day", "company_usage_by_month", "company_totals_by_month",
        "developer_totals_by_month", "product_usage_by_day", "active_days", "metric_days",
    ];

    /// <summary>Views of some of these, row by row. Version 3 had tables under these names.</summary>
    public static readonly string[] Flat = ["company_usage_by_day", "company_totals_by_day"];

    /// <summary>Whatever version they are of.</summary>
    /// <param name="schema">A name of ours, never of a caller.</param>
    public static string Drop(string schema) =>
        $"""
        do $$
        declare
            made record;
        begin
            for made in
                select relname, relkind
                from pg_class
                where relnamespace = '{schema}'::regnamespace
                    and relkind in ('r', 'v')
                    and relname = any('{Array([.. Flat, .. Names])}')
                order by relkind desc
            loop
                execute format('drop %s %I.%I', case made.relkind when 'v' then 'view' else 'table' end, '{schema}', made.relname);
            end loop;
        end
        $$;

        """;

    private static string Array(string[] names) => $"{{{string.Join(',', names)}}}";

    /// <summary>Not again: to replace a view waits for everybody who reads it, and all others wait behind that.</summary>
    private static string CreateFlat(string schema, string view, string select) =>
        $"""
        do $view$
        begin
            if to_regclass('{schema}.{view}') is null then
                create view {schema}.{view} as
                {select};
            end if;
        end
        $view$;
        """;

    /// <param name="schema">A name of ours, never of a caller.</param>
    public static string Create(string schema) =>
        $"""
        create table if not exists {schema}.identities (
            tenant_id text collate "C" not null,
            identity text collate "C" not null,
            user_id_type text not null,
            user_id text not null,
            developer_id text collate "C" not null,
            company text collate "C",
            company_rule smallint,
            primary key (tenant_id, identity)
        );
        create index if not exists identities_by_developer on {schema}.identities (tenant_id, developer_id);
        comment on table {schema}.identities is 'One row an identity that usage was posted for, or that is linked with one';
        comment on column {schema}.identities.identity is 'Type and canonical id, for example github/michaelbevan';
        comment on column {schema}.identities.user_id_type is 'EMAIL, SOCIAL, LINKEDIN, GITHUB or USERNAME; ERASED when the personal data was erased';
        comment on column {schema}.identities.user_id is 'Canonical: e-mail in lower case, the handle of a profile URL';
        comment on column {schema}.identities.developer_id is 'The developer it belongs to: one of the identities that are linked with it';
        comment on column {schema}.identities.company is 'What the identities of the developer say by themselves, whatever an event adds';
        comment on column {schema}.identities.company_rule is 'See company_rules';

        create table if not exists {schema}.developers (
            tenant_id text collate "C" not null,
            developer_id text collate "C" not null,
            user_id_type text not null,
            user_id text not null,
            company text collate "C" not null,
            company_rule smallint,
            company_at timestamptz,
            first_seen_at timestamptz not null,
            last_seen_at timestamptz not null,
            usage_count bigint not null,
            event_count bigint not null,
            primary key (tenant_id, developer_id)
        ) with (fillfactor = 80);
        create index if not exists developers_by_company on {schema}.developers (tenant_id, company, developer_id);
        comment on table {schema}.developers is 'One row a developer, from every usage recorded of them';
        comment on column {schema}.developers.developer_id is 'The first of the identities by type (e-mail, GitHub, LinkedIn, social, user name), then by name';
        comment on column {schema}.developers.user_id_type is 'EMAIL, SOCIAL, LINKEDIN, GITHUB or USERNAME; ERASED when the personal data was erased';
        comment on column {schema}.developers.user_id is 'Canonical: e-mail in lower case, the handle of a profile URL';
        comment on column {schema}.developers.company is 'By the best rule that matched any of their usage, among equals that of the latest; empty when none did';
        comment on column {schema}.developers.company_rule is 'See company_rules';
        comment on column {schema}.developers.company_at is 'The latest usage that the rule matched';
        comment on column {schema}.developers.first_seen_at is 'The earliest time an event says it happened';
        comment on column {schema}.developers.last_seen_at is 'The latest time an event says it happened';
        comment on column {schema}.developers.usage_count is 'Uses, an aggregate as many as it counts; CALL HOME is presence and not counted';
        comment on column {schema}.developers.event_count is 'Raw events, CALL HOME among them';

        create table if not exists {schema}.companies (
            tenant_id text collate "C" not null,
            company text collate "C" not null,
            first_day date not null,
            last_day date not null,
            usage_count bigint not null,
            event_count bigint not null,
            primary key (tenant_id, company)
        ) with (fillfactor = 80);
        comment on table {schema}.companies is 'One row a company that any usage was recognised to be of';
        comment on column {schema}.companies.company is 'Its domain; what the imported address ranges call it when only they know it';
        comment on column {schema}.companies.first_day is 'The first UTC day with an event';
        comment on column {schema}.companies.last_day is 'The last';

        create table if not exists {schema}.company_developers (
            tenant_id text collate "C" not null,
            company text collate "C" not null,
            developer_id text collate "C" not null,
            first_day date not null,
            last_day date not null,
            usage_count bigint not null,
            event_count bigint not null,
            primary key (tenant_id, company, developer_id)
        ) with (fillfactor = 80);
        comment on table {schema}.company_developers is 'Who used what for whom: one row a developer with usage recognised to be of the company';

        create table if not exists {schema}.usage_by_day (
            tenant_id text collate "C" not null,
            developer_id text collate "C" not null,
            day date not null,
            metric text collate "C" not null,
            product text collate "C" not null,
            environment text collate "C" not null,
            company text collate "C" not null,
            identity text collate "C" not null,
            usage_count bigint not null,
            event_count bigint not null,
            row_key bigint not null,
            primary key (developer_id, day, tenant_id, row_key)
        ) with (fillfactor = 80);
        create index if not exists usage_by_day_by_day on {schema}.usage_by_day (tenant_id, day);
        comment on table {schema}.usage_by_day is 'One row a UTC day, developer, company, product, environment and metric';
        comment on column {schema}.usage_by_day.metric is 'The activity type, exactly as posted';
        comment on column {schema}.usage_by_day.company is 'As the rules said when the usage was projected';
        comment on column {schema}.usage_by_day.identity is 'Which of the developer''s identities it was posted for; sum over it';
        comment on column {schema}.usage_by_day.usage_count is 'Uses; 0 for CALL HOME';
        comment on column {schema}.usage_by_day.event_count is 'Raw events';
        comment on column {schema}.usage_by_day.row_key is 'Tells the rows of a developer apart: a digest of the texts and the day, which together can be longer than an index entry';

        create table if not exists {schema}.company_usage_by_month (
            tenant_id text collate "C" not null,
            month date not null,
            company text collate "C" not null,
            metric text collate "C" not null,
            product text collate "C" not null,
            environment text collate "C" not null,
            usage_count bigint not null,
            event_count bigint not null,
            {DayColumns.Define},
            primary key (tenant_id, company, month, metric, product, environment)
        ) with (fillfactor = 70);
        comment on table {schema}.company_usage_by_month is 'usage_by_day, summed over developers: the month, and each of its days';
        comment on column {schema}.company_usage_by_month.month is 'Its first day';
        comment on column {schema}.company_usage_by_month.usage_01 is 'Of its first day; null when there were no events';
        {CreateFlat(schema, "company_usage_by_day",
            $"""
            select tenant_id, company, month + day_of_month - 1 as day, metric, product, environment, usage_count, event_count, month
            from (select tenant_id, company, month, metric, product, environment, {DayColumns.Days} from {schema}.company_usage_by_month) daily
            where event_count is not null
            """)}
        comment on view {schema}.company_usage_by_day is 'usage_by_day, summed over developers; ask for the month, too, of the days that matter';

        create table if not exists {schema}.company_totals_by_month (
            tenant_id text collate "C" not null,
            month date not null,
            company text collate "C" not null,
            usage_count bigint not null,
            event_count bigint not null,
            {DayColumns.Define},
            primary key (tenant_id, month, company)
        ) with (fillfactor = 70);
        comment on table {schema}.company_totals_by_month is 'company_usage_by_month, summed over everything else';
        comment on column {schema}.company_totals_by_month.month is 'Its first day';
        comment on column {schema}.company_totals_by_month.usage_01 is 'Of its first day; null when there were no events';
        {CreateFlat(schema, "company_totals_by_day",
            $"""
            select tenant_id, month + day_of_month - 1 as day, company, usage_count, event_count, month
            from (select tenant_id, month, company, {DayColumns.Days} from {schema}.company_totals_by_month) daily
            where event_count is not null
            """)}
        comment on view {schema}.company_totals_by_day is 'company_usage_by_day, summed over everything else';

        create table if not exists {schema}.product_usage_by_day (
            tenant_id text collate "C" not null,
            day date not null,
            metric text collate "C" not null,
            product text collate "C" not null,
            environment text collate "C" not null,
            usage_count bigint not null,
            event_count bigint not null,
            primary key (tenant_id, day, metric, product, environment)
        ) with (fillfactor = 80);
        comment on table {schema}.product_usage_by_day is 'usage_by_day, summed over developers and companies';

        create table if not exists {schema}.developer_totals_by_month (
            tenant_id text collate "C" not null,
            month date not null,
            developer_id text collate "C" not null,
            usage_count bigint not null,
            event_count bigint not null,
            primary key (tenant_id, month, developer_id)
        ) with (fillfactor = 80);
        comment on table {schema}.developer_totals_by_month is 'usage_by_day, summed over the days of a month and everything but developers';
        comment on column {schema}.developer_totals_by_month.month is 'Its first day';

        create table if not exists {schema}.active_days (
            tenant_id text collate "C" not null,
            year integer not null,
            developer_id text collate "C" not null,
            days bit(366) not null,
            primary key (tenant_id, year, developer_id)
        ) with (fillfactor = 80);
        comment on table {schema}.active_days is 'The days of a year on which a developer was seen';
        comment on column {schema}.active_days.days is 'Bit n, from 0 at the left, is day n + 1 of the year';

        create table if not exists {schema}.metric_days (
            tenant_id text collate "C" not null,
            metric text collate "C" not null,
            year integer not null,
            developer_id text collate "C" not null,
            days bit(366) not null,
            primary key (tenant_id, metric, year, developer_id)
        ) with (fillfactor = 80);
        comment on table {schema}.metric_days is 'The days of a year on which a developer used something, whatever the product';
        comment on column {schema}.metric_days.days is 'Bit n, from 0 at the left, is day n + 1 of the year';
        """;
}
