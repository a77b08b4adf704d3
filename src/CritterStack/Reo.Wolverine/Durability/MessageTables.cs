using Npgsql;

namespace Wolverine.Persistence.Durability;

/// <summary>
/// The tables, as Wolverine makes them. Those for outgoing messages to other services, for the talk between nodes and for the
/// assignment of agents stay empty here, but belong to the schema.
/// </summary>
internal static class MessageTables
{
    public static Task CreateAsync(MessageDatabase database, CancellationToken cancellation)
    {
        var schema = database.Schema;
        return database.ExecuteAsync(
            cancellation,
            MessageDatabase.Sql("select pg_advisory_xact_lock(hashtext($1))", $"{schema}.wolverine"),
            MessageDatabase.Sql(
                $"""
                do $$
                begin
                    if not exists (select from pg_namespace where nspname = '{schema}') then
                        create schema {schema};
                    end if;
                end
                $$
                """),
            MessageDatabase.Sql(
                $"""
                create table if not exists {schema}.wolverine_incoming_envelopes (
                    id uuid not null,
                    status varchar not null,
                    owner_id integer not null,
                    execution_time timestamptz null,
                    attempts integer null default 0,
                    body bytea not null,
                    message_type varchar not null,
                    received_at varchar null,
                    keep_until timestamptz null,
                    constraint pkey_wolverine_incoming_envelopes_id primary key (id))
                """),
            MissingIndex(schema, "idx_wolverine_incoming_envelopes_owner", $"on {schema}.wolverine_incoming_envelopes (owner_id) where (owner_id <> 0)"),
            MessageDatabase.Sql(
                $"""
                create table if not exists {schema}.wolverine_outgoing_envelopes (
                    id uuid not null,
                    owner_id integer not null,
                    destination varchar not null,
                    deliver_by timestamptz null,
                    body bytea not null,
                    attempts integer null default 0,
                    message_type varchar not null,
                    constraint pkey_wolverine_outgoing_envelopes_id primary key (id))
                """),
            MissingIndex(schema, "idx_wolverine_outgoing_envelopes_owner", $"on {schema}.wolverine_outgoing_envelopes (owner_id) where (owner_id <> 0)"),
            MessageDatabase.Sql(
                $"""
                create table if not exists {schema}.wolverine_dead_letters (
                    id uuid not null,
                    execution_time timestamptz null,
                    body bytea not null,
                    message_type varchar not null,
                    received_at varchar null,
                    source varchar null,
                    exception_type varchar null,
                    exception_message varchar null,
                    sent_at timestamptz null,
                    replayable boolean null,
                    constraint pkey_wolverine_dead_letters_id primary key (id))
                """),
            MissingIndex(schema, "idx_wolverine_dead_letters_replayable", $"on {schema}.wolverine_dead_letters (replayable) where (replayable = true)"),
            MessageDatabase.Sql(
                $"""
                create table if not exists {schema}.wolverine_nodes (
                    id uuid not null,
                    node_number serial not null,
                    description varchar not null,
                    uri varchar not null,
                    started timestamptz not null default now(),
                    health_check timestamptz not null default now(),
                    version varchar null,
                    capabilities text[] null,
                    constraint pkey_wolverine_nodes_id primary key (id))
                """),
            MessageDatabase.Sql(
                $"""
                create table if not exists {schema}.wolverine_node_assignments (
                    id varchar not null,
                    node_id uuid null,
                    started timestamptz not null default now(),
                    constraint pkey_wolverine_node_assignments_id primary key (id),
                    constraint fkey_wolverine_node_assignments_node_id foreign key (node_id) references {schema}.wolverine_nodes (id) on delete cascade)
                """),
            MessageDatabase.Sql(
                $"""
                create table if not exists {schema}.wolverine_control_queue (
                    id uuid not null,
                    message_type varchar not null,
                    node_id uuid not null,
                    body bytea not null,
                    posted timestamptz not null default now(),
                    expires timestamptz null,
                    constraint pkey_wolverine_control_queue_id primary key (id))
                """),
            MessageDatabase.Sql(
                $"""
                create table if not exists {schema}.wolverine_node_records (
                    id serial not null,
                    node_number integer not null,
                    event_name varchar not null,
                    timestamp timestamptz not null default now(),
                    description varchar null,
                    constraint pkey_wolverine_node_records_id primary key (id))
                """),
            MessageDatabase.Sql(
                $"""
                create table if not exists {schema}.wolverine_agent_restrictions (
                    id uuid not null,
                    uri varchar not null,
                    type varchar not null,
                    node integer not null default 0,
                    constraint pkey_wolverine_agent_restrictions_id primary key (id))
                """));
    }

    /// <summary>Looks first: "create index if not exists" locks the table even when there is nothing to do, and other hosts write to it.</summary>
    private static NpgsqlBatchCommand MissingIndex(string schema, string name, string definition) =>
        MessageDatabase.Sql(
            $"""
            do $$
            begin
                if to_regclass('{schema}.{name}') is null then
                    create index {name} {definition};
                end if;
            end
            $$
            """);
}
