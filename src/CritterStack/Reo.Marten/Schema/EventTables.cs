using Marten.Events;

namespace Marten.Schema;

/// <summary>The event store's tables.</summary>
internal static class EventTables
{
    public static IReadOnlyList<SchemaObject> Objects(EventGraph graph)
    {
        var schema = graph.SchemaName;
        var objects = new List<SchemaObject>
        {
            new(
                $"{schema}.mt_streams",
                $"""
                create table if not exists {schema}.mt_streams (
                    tenant_id      varchar        not null default '*DEFAULT*',
                    id             varchar        not null,
                    type           varchar,
                    version        bigint,
                    timestamp      timestamptz    not null default now(),
                    created        timestamptz    not null default now(),
                    is_archived    boolean        default false,
                    constraint pkey_mt_streams_tenant_id_id primary key (tenant_id, id)
                )
                """),
            new(
                $"{schema}.mt_events",
                $"""
                create table if not exists {schema}.mt_events (
                    seq_id            bigint          not null,
                    id                uuid            not null,
                    stream_id         varchar,
                    version           bigint          not null,
                    data              jsonb           not null,
                    bdata             bytea,
                    type              varchar(500)    not null,
                    timestamp         timestamptz     not null default now(),
                    tenant_id         varchar         default '*DEFAULT*',
                    mt_dotnet_type    varchar,
                    is_archived       boolean         default false,
                    constraint pkey_mt_events_seq_id primary key (seq_id),
                    constraint fkey_mt_events_stream_id_tenant_id foreign key (tenant_id, stream_id) references {schema}.mt_streams (tenant_id, id)
                )
                """),
            new(
                $"{schema}.pk_mt_events_stream_and_version",
                $"create unique index if not exists pk_mt_events_stream_and_version on {schema}.mt_events (tenant_id, stream_id, version)"),
            new(
                $"{schema}.mt_events_sequence",
                $"create sequence if not exists {schema}.mt_events_sequence owned by {schema}.mt_events.seq_id"),
            new(
                $"{schema}.mt_event_progression",
                $"""
                create table if not exists {schema}.mt_event_progression (
                    name            varchar        not null,
                    last_seq_id     bigint,
                    last_updated    timestamptz    default transaction_timestamp(),
                    constraint pk_mt_event_progression primary key (name)
                )
                """),
        };
        if (graph.EnableUniqueIndexOnEventId)
        {
            objects.Add(new(
                $"{schema}.idx_mt_events_event_id",
                $"create unique index if not exists idx_mt_events_event_id on {schema}.mt_events (id)"));
        }

        return objects;
    }
}
