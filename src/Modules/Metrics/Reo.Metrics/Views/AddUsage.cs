using Marten;
using Reo.Ingestion.Contracts;

namespace Reo.Metrics.Views;

/// <summary>
/// Adds the usage of a scope to every table, in one statement; the events never leave the database. Sums, earliest, latest and the best
/// rule: neither the order of the events nor how they are cut into pages makes a difference.
/// </summary>
internal static class AddUsage
{
    public static void Queue(IDocumentOperations operations, string schema, Scope scope)
    {
        operations.QueueSqlCommand(Settings);
        RecogniseIdentities.New(operations, schema, scope);
        operations.QueueNamed(Sql(schema, scope), scope.Parameters);
    }

    /// <summary>
    /// PostgreSQL takes what a page leads to for a row or two, and would join thousands by comparing each with each. What is to be looked up
    /// by index one by one stands as a subquery; everything else is joined and grouped by hash, for this transaction. Nobody waits for its
    /// commit to reach the disk: after a crash the page is projected again.
    /// </summary>
    private const string Settings =
        """
        select
            set_config('enable_nestloop', 'off', true),
            set_config('enable_sort', 'off', true),
            set_config('jit', 'off', true),
            set_config('synchronous_commit', 'off', true)
        """;

    private static string Sql(string schema, Scope scope) =>
        $"""
        with {Recognised(schema, scope)},
        daily as materialized ({ViewInserts.Daily}),
        company_daily as materialized ({ViewInserts.CompanyDaily}),
        {string.Join(",\n", ViewInserts.All.Select(insert => $"added_{insert.Table} as ({insert.Upsert(schema)})"))}
        select 1
        """;

    /// <summary>
    /// CTEs up to <c>recognised</c>: the scope's usage with developer and company. What only an event can say of its company is read
    /// where it can matter: it would cut the groups smaller. Days are counted from 0001-01-01, the first that an event can have.
    /// </summary>
    public static string Recognised(string schema, Scope scope) =>
        $$"""
        rules as materialized (
            select
                exists (
                    select from metrics.company_assignments
                    where tenant_id = @rules and company is not null and kind in ('github_owner', 'linkedin_company')
                ) as use_meta,
                exists (select from metrics.company_assignments where tenant_id = @rules and company is not null and kind = 'email_domain') as use_domains,
                exists (select from metrics.company_ip_ranges where tenant_id = @rules and company is not null)
                    or exists (select from metrics.ip_ranges) as use_addresses
        ),
        person as materialized (
            select stream.stream_id, known.*
            from (
                select distinct event.stream_id
                from app.mt_events event
                where {{scope.Condition}}
                    and event.type = 'usage_recorded'
                    and starts_with(event.stream_id, @prefix)
            ) stream
            cross join lateral (
                select identity, developer_id, company, company_rule as rule
                from {{schema}}.identities
                where tenant_id = @tenant
                    and identity = substr(stream.stream_id, length(@prefix) + 1)
                offset 0
            ) known
        ),
        usage as materialized (
            select
                person.identity,
                person.developer_id,
                person.company,
                person.rule,
                case when (select use_meta from rules) then coalesce(lower(event.data #>> '{Meta,github_owner}'), '') else '' end as github_owner,
                case when (select use_meta from rules) then coalesce(lower(event.data #>> '{Meta,linkedin_company}'), '') else '' end as linkedin_company,
                case when person.rule is null or (select use_domains from rules) then coalesce(event.data ->> 'Domain', '') else '' end as domain,
                case when person.rule is null and (select use_addresses from rules) then coalesce(event.data ->> 'IpAddr', '') else '' end as ip,
                event.data ->> 'ProductId' as product,
                coalesce(event.data ->> 'Environment', '') as environment,
                event.data ->> 'ActivityType' as metric,
                ((event.data ->> 'EventAt')::bigint + 62135596800) / 86400 as day_number,
                sum(coalesce((event.data ->> 'Count')::bigint, 1)) as uses,
                count(*) as event_count,
                min((event.data ->> 'EventAt')::bigint) as first_at,
                max((event.data ->> 'EventAt')::bigint) as last_at
            from app.mt_events event
            left join person on person.stream_id = event.stream_id
            where {{scope.Condition}}
                and event.type = 'usage_recorded'
            group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
        ),
        place as materialized (
            select
                said.*,
                coalesce(assigned.domain, owner.company, page.company, posted.domain, own.company, known.organization) as company,
                case
                    when assigned.domain is not null then {{CompanyRule.AssignedDomain:d}}
                    when owner.company is not null then {{CompanyRule.AssignedGitHubOwner:d}}
                    when page.company is not null then {{CompanyRule.AssignedLinkedInCompany:d}}
                    when posted.domain is not null then {{CompanyRule.PayloadDomain:d}}
                    when own.company is not null then {{CompanyRule.AssignedAddressRange:d}}
                    when known.organization is not null then {{CompanyRule.AddressOrganization:d}}
                end as rule
            from (
                select distinct github_owner, linkedin_company, domain, ip
                from usage
                where (github_owner, linkedin_company, domain, ip) <> ('', '', '', '')
            ) said
            cross join lateral (select case when said.domain <> '' then metrics.assigned_domain(@rules, said.domain) end) assigned (domain)
            left join metrics.company_assignments owner
                on owner.tenant_id = @rules and owner.kind = 'github_owner' and owner.key = metrics.profile_name(said.github_owner)
            left join metrics.company_assignments page
                on page.tenant_id = @rules and page.kind = 'linkedin_company' and page.key = metrics.profile_name(said.linkedin_company)
            cross join lateral (select case when said.domain <> '' then metrics.company_domain(said.domain) end) posted (domain)
            left join lateral (
                select range.company
                from metrics.company_ip_ranges range
                where range.tenant_id = @rules
                    and range.company is not null
                    and range.range >>= nullif(said.ip, '')::inet
                order by masklen(range.range) desc
                limit 1
            ) own on true
            left join lateral (select metrics.organization(nullif(said.ip, '')::inet)) known (organization) on true
        ),
        recognised as materialized (
            select
                coalesce(usage.identity, '') as identity,
                coalesce(usage.developer_id, '') as developer_id,
                coalesce(case when place.rule < usage.rule or usage.rule is null then place.company else usage.company end, '') as company,
                least(usage.rule, place.rule)::smallint as rule,
                product,
                environment,
                metric,
                date '0001-01-01' + day_number::integer as day,
                case when metric = '{{ActivityTypes.CallHome}}' then 0 else uses end as usage_count,
                event_count,
                first_at,
                last_at
            from usage
            left join place using (github_owner, linkedin_company, domain, ip)
        )
        """;
}
