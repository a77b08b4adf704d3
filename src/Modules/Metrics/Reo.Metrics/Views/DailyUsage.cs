using Reo.Ingestion.Contracts;

namespace Reo.Metrics.Views;

/// <summary>
/// The usage of a scope, a row a day, identity, company, product, environment and metric: what every table is made from. Each event is
/// read once; a second time only when what it says itself may tell its company (<see cref="Scope.AsksEvents"/>).
/// </summary>
internal static class DailyUsage
{
    /// <summary>Room for the time of an event below the number of the rule that says its company.</summary>
    private const int TimeBits = 40;

    /// <summary>More than any number that is <c>best</c>: no rule matched.</summary>
    public const long Worst = long.MaxValue;

    /// <summary>Of a number that is <c>best</c>: the rule.</summary>
    public static string RuleOf(string best) => $"(({best} + (1::bigint << {TimeBits - 1})) >> {TimeBits})::smallint";

    /// <summary>Of a number that is <c>best</c>: the latest time, in seconds, at which the rule matched.</summary>
    public static string TimeOf(string best) => $"(({RuleOf(best)}::bigint << {TimeBits}) - {best})";

    /// <summary>
    /// CTEs up to <c>daily</c>. Of <c>best</c> the smallest is of the best rule and, among equals, of the latest event. Days are counted from
    /// 0001-01-01, the first that an event can have.
    /// </summary>
    /// <param name="schema">A name of ours.</param>
    /// <param name="scope">Which events.</param>
    /// <param name="condition">Another condition on them, met once for each.</param>
    public static string Sql(string schema, Scope scope, string condition = "true") =>
        $$"""
        person as materialized (
            {{scope.Persons(schema)}}
        ),
        {{(scope.AsksEvents ? Place(scope) : "")}}
        daily as materialized (
            select
                coalesce(person.developer_id, '') as developer_id,
                coalesce(person.identity, '') as identity,
                date '0001-01-01' + day_number as day,
                summed.*,
                {{RowKey}} as row_key
            from (
                select
                    number, day_number, metric, product, environment, company,
                    case when metric = '{{ActivityTypes.CallHome}}' then 0 else sum(uses) end as usage_count,
                    count(*) as event_count,
                    min(happened_at) as first_at,
                    max(happened_at) as last_at,
                    min((rule::bigint << {{TimeBits}}) - happened_at) as best
                from (
                    select
                        usage.number, metric, product, environment, uses, happened_at,
                        ((happened_at + 62135596800) / 86400)::integer as day_number,
                        {{(scope.AsksEvents ? BetterOfBoth : "coalesce(usage.company, '') as company, usage.rule")}}
                    from (
                        select
                            person.number, person.company, person.rule,
                            {{(scope.AsksEvents ? $"{SaidOfCompany}," : "")}}
                            (event.data ->> 'ActivityType') collate "C" as metric,
                            (event.data ->> 'ProductId') collate "C" as product,
                            coalesce(event.data ->> 'Environment', '') collate "C" as environment,
                            coalesce((event.data ->> 'Count')::integer, 1) as uses,
                            (event.data ->> 'EventAt')::bigint as happened_at
                        from app.mt_events event
                        {{Join(scope)}} person on person.stream_id = event.stream_id
                        where {{scope.Condition}}
                            and event.type = 'usage_recorded'
                            and {{condition}}
                        offset 0
                    ) usage
                    {{(scope.AsksEvents ? "left join place using (github_owner, linkedin_company, domain, ip)" : "")}}
                    offset 0
                ) recognised
                group by number, day_number, metric, product, environment, company
            ) summed
            left join person using (number)
        )
        """;

    /// <summary>What only an event can say of its company, read where it can matter.</summary>
    private const string SaidOfCompany =
        """
        case when (select use_meta from rules) then coalesce(lower(event.data #>> '{Meta,github_owner}'), '') else '' end as github_owner,
        case when (select use_meta from rules) then coalesce(lower(event.data #>> '{Meta,linkedin_company}'), '') else '' end as linkedin_company,
        case when person.rule is null or (select use_domains from rules) then coalesce(event.data ->> 'Domain', '') else '' end as domain,
        case when person.rule is null and (select use_addresses from rules) then coalesce(event.data ->> 'IpAddr', '') else '' end as ip
        """;

    private const string BetterOfBoth =
        """
        coalesce(case when place.rule < usage.rule or usage.rule is null then place.company else usage.company end, '') collate "C" as company,
        least(usage.rule, place.rule) as rule
        """;

    /// <summary>A digest of what tells the rows of a developer apart, which together can be longer than an index entry.</summary>
    private const string RowKey =
        """
        hashtextextended(coalesce(person.identity, ''), hashtextextended(summed.company, hashtextextended(summed.environment,
            hashtextextended(summed.product, hashtextextended(summed.metric, summed.day_number)))))
        """;

    private static string Join(Scope scope) => scope.IsOfDevelopers ? "join" : "left join";

    /// <summary>Whether the events of the scope can say anything of a company that matters, as a query.</summary>
    public static string AsksEvents(string schema, Scope scope) =>
        $"""
        with person as ({scope.Persons(schema)})
        select exists (select from person where rule is null)
            or exists (
                select from metrics.company_assignments
                where tenant_id = @rules and company is not null and kind in ('github_owner', 'linkedin_company', 'email_domain')
            )
        """;

    private static string Place(Scope scope) =>
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
                from (
                    select {{SaidOfCompany}}
                    from app.mt_events event
                    {{Join(scope)}} person on person.stream_id = event.stream_id
                    where {{scope.Condition}}
                        and event.type = 'usage_recorded'
                        and (person.rule is null or (select use_meta or use_domains from rules))
                    offset 0
                ) each
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
        """;
}
