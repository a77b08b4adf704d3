namespace Reo.Metrics.Segments;

internal static class SegmentTables
{
    public const string Create =
        """
        create table if not exists metrics.segments (
            tenant_id text collate "C" not null,
            segment_id uuid not null,
            name text not null,
            members text not null,
            filter jsonb not null,
            is_shared boolean not null,
            owner text not null,
            created_at timestamptz not null,
            changed_at timestamptz not null,
            primary key (tenant_id, segment_id)
        );
        comment on table metrics.segments is 'Saved filters of developers or companies';
        comment on column metrics.segments.members is 'developers or companies';
        comment on column metrics.segments.filter is 'Parameters of the list endpoint';
        comment on column metrics.segments.owner is 'The person who made it';
        """;
}
