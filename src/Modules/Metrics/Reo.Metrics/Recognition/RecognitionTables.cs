namespace Reo.Metrics.Recognition;

/// <summary>
/// What the projection knows of people and companies beside the events, in the schema <c>metrics</c>. What a tenant decided carries the
/// sequence number of the event that said so, and stays when it is taken back: a replay of older events changes nothing. The functions
/// look a name up with a subquery, not with <c>exists</c>: for that PostgreSQL would read the whole list first, each time.
/// </summary>
internal static class RecognitionTables
{
    public const string Create =
        """
        create schema if not exists metrics;

        create table if not exists metrics.identity_links (
            tenant_id text collate "C" not null,
            first text collate "C" not null,
            second text collate "C" not null,
            is_linked boolean not null,
            stream_id text not null,
            sequence bigint not null,
            primary key (tenant_id, first, second)
        );
        create index if not exists identity_links_by_second on metrics.identity_links (tenant_id, second);
        comment on table metrics.identity_links is 'Two identities that an Admin said are one person; first sorts before second';

        alter table metrics.identity_links add column if not exists stream_id text not null default '';
        create table if not exists metrics.linked_identities (
            tenant_id text collate "C" not null,
            identity text collate "C" not null,
            developer_id text collate "C" not null,
            primary key (tenant_id, identity)
        );
        create index if not exists linked_identities_by_developer on metrics.linked_identities (tenant_id, developer_id);
        comment on table metrics.linked_identities is 'The identities that are linked with others, directly or not, and their developer';

        create table if not exists metrics.handled_erasures (
            tenant_id text collate "C" not null,
            erased_as text collate "C" not null,
            primary key (tenant_id, erased_as)
        );
        comment on table metrics.handled_erasures is 'Of whom links and assignments were masked; the text names nobody';

        create table if not exists metrics.company_assignments (
            tenant_id text collate "C" not null,
            kind text collate "C" not null,
            key text collate "C" not null,
            company text collate "C",
            sequence bigint not null,
            primary key (tenant_id, kind, key)
        );
        comment on table metrics.company_assignments is 'Whose company an Admin said: kind developer, email_domain, github_owner or linkedin_company';
        comment on column metrics.company_assignments.company is 'Null when it was taken back';

        create table if not exists metrics.company_ip_ranges (
            tenant_id text collate "C" not null,
            range cidr not null,
            company text collate "C",
            sequence bigint not null,
            primary key (tenant_id, range)
        );
        comment on table metrics.company_ip_ranges is 'The tenant''s own address ranges; company is null when one was taken back';

        create table if not exists metrics.ip_ranges (
            start_ip inet primary key,
            end_ip inet not null,
            asn bigint not null,
            organization text collate "C" not null
        );
        comment on table metrics.ip_ranges is 'Imported, for all tenants: which organisation an address is of';

        create table if not exists metrics.ip_organizations (
            asn bigint primary key,
            kind text not null
        );
        comment on table metrics.ip_organizations is 'Autonomous systems that say nothing of a company: kind hosting or isp';

        create table if not exists metrics.public_suffixes (rule text collate "C" primary key);
        create table if not exists metrics.mail_providers (domain text collate "C" primary key);
        create table if not exists metrics.domain_lists (name text primary key, digest text not null);

        create or replace function metrics.company_domain(host text) returns text language sql stable parallel safe as
        $$
            select array_to_string(labels[starts - 1:], '.')
            from (
                select
                    labels,
                    coalesce(
                        max(i + 1) filter (where (select true from metrics.public_suffixes s where s.rule = '!' || suffix)),
                        min(i) filter (where (select true from metrics.public_suffixes s where s.rule = any(array[suffix, '*.' || parent]) limit 1)),
                        cardinality(labels)) as starts,
                    coalesce(bool_or((select true from metrics.mail_providers p where p.domain = suffix)), false) as is_mail_provider
                from (
                    select labels, i, array_to_string(labels[i:], '.') collate "C" as suffix, array_to_string(labels[i + 1:], '.') collate "C" as parent
                    from string_to_array(host, '.') labels, generate_series(1, cardinality(labels)) i
                ) part
                group by labels
            ) name
            where starts > 1
                and not is_mail_provider
        $$;
        comment on function metrics.company_domain is 'The registrable domain of a host name; null for mail providers and for a public suffix itself';

        create or replace function metrics.assigned_domain(tenant text, host text) returns text language sql stable parallel safe as
        $$
            select company
            from metrics.company_assignments
            where tenant_id = tenant
                and kind = 'email_domain'
                and company is not null
                and (host = key or right(host, length(key) + 1) = '.' || key)
            order by length(key) desc
            limit 1
        $$;
        comment on function metrics.assigned_domain is 'The company that an Admin assigned the host name or a domain above it; the nearest wins';

        create or replace function metrics.profile_name(url text) returns text language sql immutable parallel safe as
        $$
            select split_part(
                regexp_replace(lower(trim(url)), '^@|[?#].*$|^(https?:)?(//)?([a-z0-9-]+\.)*(github\.com|linkedin\.com/company)/+', '', 'g'), '/', 1)
        $$;
        comment on function metrics.profile_name is 'The name of a GitHub account or LinkedIn company from its address, or as it is';

        create or replace function metrics.organization(address inet) returns text language sql stable parallel safe as
        $$
            select organization
            from (
                select end_ip, asn, organization
                from metrics.ip_ranges
                where start_ip <= address
                order by start_ip desc
                limit 1
            ) nearest
            where end_ip >= address
                and organization <> ''
                and not exists (select from metrics.ip_organizations told where told.asn = nearest.asn)
        $$;
        comment on function metrics.organization is 'Whose an address is by the imported ranges; null when that is no company';
        """;
}
