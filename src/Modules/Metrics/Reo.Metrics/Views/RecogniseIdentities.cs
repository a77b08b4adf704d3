using Marten;
using Reo.Metrics.Recognition;

namespace Reo.Metrics.Views;

/// <summary>
/// Writes the identities that are not known yet: the developer each belongs to, and the company that identities say by themselves. All
/// identities of a developer are written together, so that each knows what the others say.
/// </summary>
internal static class RecogniseIdentities
{
    /// <summary>Those that a scope's usage is of.</summary>
    public static void New(IDocumentOperations operations, string schema, Scope scope) => operations.QueueNamed(
        Sql(
            schema,
            $"""
            select identity
            from (
                select distinct substr(event.stream_id, length(@prefix) + 1) as identity
                from app.mt_events event
                where {scope.Condition}
                    and event.type = 'usage_recorded'
                    and starts_with(event.stream_id, @prefix)
                offset 0
            ) posted
            where (
                select true
                from {schema}.identities known
                where known.tenant_id = @tenant
                    and known.identity = posted.identity
            ) is null
            """,
            scope.Links),
        scope.Parameters);

    /// <summary>
    /// Those of all of the tenant's streams, without reading the events: for tables that have none yet. The first event of a stream is looked
    /// up by index; of a new tenant PostgreSQL may not know yet how many there are, and would compare each stream with each event.
    /// </summary>
    public static void OfTenant(IDocumentOperations operations, string schema, Scope scope) => operations.QueueNamed(
        Sql(
            schema,
            $"""
            select substr(stream.id, length(@prefix) + 1) as identity
            from app.mt_streams stream
            where stream.tenant_id = @tenant
                and starts_with(stream.id, @prefix)
                and (
                    select min(event.version)
                    from app.mt_events event
                    where event.tenant_id = @tenant
                        and event.stream_id = stream.id
                        and event.type = 'usage_recorded'
                        and {scope.Condition}
                ) is not null
            """),
        scope.Parameters);

    /// <summary>The touched ones, as far as usage was posted for them.</summary>
    public static void Touched(IDocumentOperations operations, string schema, Scope scope) => operations.QueueNamed(
        Sql(
            schema,
            """
            select touched.identity
            from touched
            join app.mt_streams stream on stream.tenant_id = @tenant and stream.id = @prefix || touched.identity
            """),
        scope.Parameters);

    /// <summary>
    /// Those that an assignment of <c>@kind</c> and <c>@key</c> is about, by the rules as they are now. Their developers are of the new
    /// company unless something better is known of them; rules that only an event can match are better when they come first.
    /// </summary>
    public static void Again(IDocumentOperations operations, string schema, IReadOnlyCollection<Parameter> parameters) => operations.QueueNamed(
        $"""
        with changed as (
            {Sql(schema,
                $"""
                select identity
                from {schema}.identities
                where tenant_id = @tenant
                    and case @kind
                        when '{AssignmentKey.Developer}' then identity = @key
                        when '{AssignmentKey.GitHubOwner}' then identity = 'github/' || @key
                        when '{AssignmentKey.EmailDomain}' then
                            starts_with(identity, 'email/')
                                and right('.' || split_part(identity, '@', 2), length(@key) + 1) = '.' || @key
                        else false
                    end
                """)}
            returning identity, company, company_rule
        )
        update {schema}.developers developer
        set company = coalesce(changed.company, ''),
            company_rule = changed.company_rule,
            company_at = case when changed.company_rule is not null then developer.last_seen_at end
        from changed
        where developer.tenant_id = @tenant
            and developer.developer_id = changed.identity
            and (
                developer.company_rule is null
                or developer.company_rule in ({CompanyRule.AssignedDeveloper:d}, {CompanyRule.AssignedDomain:d}, {CompanyRule.AssignedGitHubOwner:d}, {CompanyRule.EmailDomain:d})
                or changed.company_rule <= developer.company_rule
            )
        """,
        parameters);

    private static string Sql(string schema, string identities, string links = Scope.LiveLinks) =>
        $"""
        with named as materialized (
            {identities}
        ),
        linked as materialized (
            select
                identity,
                (
                    select linked.developer_id
                    from {links} linked
                    where linked.tenant_id = @tenant
                        and linked.identity = named.identity
                ) as developer_id
            from named
        ),
        person as materialized (
            select identity, identity as developer_id
            from linked
            where developer_id is null
            union
            select mate.identity, linked.developer_id
            from linked
            cross join lateral (
                select mate.identity
                from {links} mate
                where mate.tenant_id = @tenant
                    and mate.developer_id = linked.developer_id
                offset 0
            ) mate
        ),
        mail as materialized (
            select host.name, metrics.company_domain(host.name) as domain, metrics.assigned_domain(@rules, host.name) as assigned
            from (select distinct split_part(identity, '@', 2) as name from person where starts_with(identity, 'email/')) host
        ),
        said as materialized (
            select
                person.identity,
                person.developer_id,
                {Assigned("developer", "person.identity")} as developer,
                mail.assigned,
                case when starts_with(person.identity, 'github/') then {Assigned("github_owner", "substr(person.identity, 8)")} end as owner,
                mail.domain
            from person
            left join mail on starts_with(person.identity, 'email/') and mail.name = split_part(person.identity, '@', 2)
        ),
        own as materialized (
            select
                identity,
                developer_id,
                coalesce(developer, assigned, owner, domain) as company,
                case
                    when developer is not null then {CompanyRule.AssignedDeveloper:d}
                    when assigned is not null then {CompanyRule.AssignedDomain:d}
                    when owner is not null then {CompanyRule.AssignedGitHubOwner:d}
                    when domain is not null then {CompanyRule.EmailDomain:d}
                end as rule
            from said
        )
        insert into {schema}.identities as known (tenant_id, identity, user_id_type, user_id, developer_id, company, company_rule)
        select
            @tenant,
            identity,
            upper(split_part(identity, '/', 1)),
            substr(identity, position('/' in identity) + 1),
            developer_id,
            first_value(company) over best,
            first_value(rule) over best
        from own
        window best as (partition by developer_id order by rule nulls last, identity)
        on conflict (tenant_id, identity) do update set
            developer_id = excluded.developer_id,
            company = excluded.company,
            company_rule = excluded.company_rule
        where (known.developer_id, known.company, known.company_rule)
            is distinct from (excluded.developer_id, excluded.company, excluded.company_rule)
        """;

    private static string Assigned(string kind, string key) =>
        $"""
        (
            select assigned.company
            from metrics.company_assignments assigned
            where assigned.tenant_id = @rules
                and assigned.kind = '{kind}'
                and assigned.key = {key}
        )
        """;
}
