using Marten;

namespace Reo.Metrics.Views;

/// <summary>
/// Takes everything of some developers out of the tables and projects their streams again. They are those of the temporary table
/// <c>touched</c>, in which every identity of a developer stands if one does, as they were linked before and as they are now.
/// </summary>
internal static class ProjectAgain
{
    public static void Begin(IDocumentOperations operations)
    {
        operations.QueueSqlCommand("create temporary table if not exists touched (identity text collate \"C\" primary key) on commit drop");
        operations.QueueSqlCommand("create temporary table if not exists left_company (company text collate \"C\" primary key) on commit drop");
    }

    /// <summary>Everything that is linked with them, too.</summary>
    public static void Touch(IDocumentOperations operations, string tenantId, params string[] identities) =>
        TouchFound(operations, "select unnest(@identities)", [new("tenant", tenantId), new("identities", identities)]);

    /// <param name="operations">Whose temporary table.</param>
    /// <param name="identities">A query of ours.</param>
    /// <param name="parameters">Its parameters, and the tenant.</param>
    public static void TouchFound(IDocumentOperations operations, string identities, IReadOnlyCollection<Parameter> parameters) => operations.QueueNamed(
        $"""
        with named (identity) as materialized (
            {identities}
        )
        insert into touched (identity)
        select identity
        from named
        union
        select mate.identity
        from metrics.linked_identities linked
        join metrics.linked_identities mate on mate.tenant_id = linked.tenant_id and mate.developer_id = linked.developer_id
        where linked.tenant_id = @tenant
            and linked.identity in (select identity from named)
        on conflict do nothing
        """,
        parameters);

    /// <param name="operations">Hold the tenant's lock.</param>
    /// <param name="schema">A name of ours.</param>
    /// <param name="scope">The touched streams.</param>
    public static void Queue(IDocumentOperations operations, string schema, Scope scope)
    {
        Parameter[] tenant = [new("tenant", scope.TenantId)];
        operations.QueueNamed(TakeOut(schema), tenant);
        foreach (var table in new[] { "developers", "company_developers" })
        {
            operations.QueueNamed(
                $"delete from {schema}.{table} where tenant_id = @tenant and developer_id in (select identity from touched)", tenant);
        }

        operations.QueueNamed($"delete from {schema}.identities where tenant_id = @tenant and identity in (select identity from touched)", tenant);
        RecogniseIdentities.Touched(operations, schema, scope);
        AddUsage.Queue(operations, schema, scope);
        operations.QueueNamed(
            $"""
            update {schema}.companies company
            set first_day = days.first, last_day = days.last
            from (
                select company, min(day) as first, max(day) as last
                from {schema}.company_totals_by_day
                where tenant_id = @tenant
                    and company in (select company from left_company)
                group by company
            ) days
            where company.tenant_id = @tenant
                and company.company = days.company
            """,
            tenant);
    }

    private static string TakeOut(string schema) =>
        $"""
        with gone as (
            delete from {schema}.usage_by_day
            where tenant_id = @tenant
                and developer_id in (select identity from touched)
            returning
                developer_id, day, {DayColumns.Month} as month, {ViewInserts.YearOf} as year, metric, product, environment, company, usage_count, event_count
        ),
        noted as (
            insert into left_company (company)
            select distinct company
            from gone
            on conflict do nothing
        ),
        {Less(schema, "companies", "company")},
        {LessOfDays(schema, "company_usage_by_month", "company, metric, product, environment")},
        {LessOfDays(schema, "company_totals_by_month", "company")},
        {Less(schema, "developer_totals_by_month", "month, developer_id")},
        {Less(schema, "product_usage_by_day", "day, metric, product, environment")},
        {Without(schema, "active_days", "year, developer_id")},
        {Without(schema, "metric_days", "metric, year, developer_id")}
        select 1
        """;

    /// <summary>Subtracts what is gone; a row of which all is gone goes too.</summary>
    private static string Less(string schema, string table, string key) => Less(schema, table, key, "gone");

    /// <summary>The same of a table by month that has the days, too.</summary>
    private static string LessOfDays(string schema, string table, string key) =>
        Less(schema, table, $"{key}, month", DayColumns.ByDay("gone", key), $", {DayColumns.Pivot}", $", {DayColumns.Subtract}");

    private static string Less(string schema, string table, string key, string gone, string more = "", string set = "") =>
        $"""
        less_{table} as materialized (
            select {key}, metrics.total(usage_count) as usage_count, metrics.total(event_count) as event_count{more}
            from {gone}
            group by {key}
        ),
        without_{table} as (
            delete from {schema}.{table} entry
            using less_{table} less
            where entry.tenant_id = @tenant
                and {Same(key)}
                and entry.event_count = less.event_count
        ),
        subtracted_{table} as (
            update {schema}.{table} entry
            set usage_count = entry.usage_count - less.usage_count, event_count = entry.event_count - less.event_count{set}
            from less_{table} less
            where entry.tenant_id = @tenant
                and {Same(key)}
                and entry.event_count > less.event_count
        )
        """;

    private static string Without(string schema, string table, string key) =>
        $"""
        without_{table} as (
            delete from {schema}.{table} entry
            using (select distinct {key} from gone) gone
            where entry.tenant_id = @tenant
                and {Same(key, "gone")}
        )
        """;

    private static string Same(string key, string with = "less") => string.Join(" and ", key.Split(", ").Select(column => $"entry.{column} = {with}.{column}"));
}
