-- Tables, functions left out, as Marten 9.29 makes them, and rows as it writes them.
create schema app;

create table app.mt_streams (
    tenant_id      varchar        not null default '*DEFAULT*',
    id             varchar        not null,
    type           varchar        null,
    version        bigint         null,
    timestamp      timestamptz    not null default (now()),
    created        timestamptz    not null default (now()),
    is_archived    bool           null default false,
    constraint pkey_mt_streams_tenant_id_id primary key (tenant_id, id)
);

create table app.mt_events (
    seq_id            bigint          not null,
    id                uuid            not null,
    stream_id         varchar         null,
    version           bigint          not null,
    data              jsonb           not null,
    bdata             bytea           null,
    type              varchar(500)    not null,
    timestamp         timestamptz     not null default '(now())',
    tenant_id         varchar         null default '*DEFAULT*',
    mt_dotnet_type    varchar         null,
    is_archived       bool            null default false,
    constraint pkey_mt_events_seq_id primary key (seq_id)
);

alter table app.mt_events add constraint fkey_mt_events_stream_id_tenant_id
    foreign key (tenant_id, stream_id) references app.mt_streams (tenant_id, id);
create unique index pk_mt_events_stream_and_version on app.mt_events using btree (tenant_id, stream_id, version);
create unique index idx_mt_events_event_id on app.mt_events using btree (id);
create sequence app.mt_events_sequence;
alter sequence app.mt_events_sequence owned by app.mt_events.seq_id;

create table app.mt_event_progression (
    name            varchar        not null,
    last_seq_id     bigint         null,
    last_updated    timestamptz    null default (transaction_timestamp()),
    constraint pk_mt_event_progression primary key (name)
);

create table app.mt_high_water_skips (
    ending_sequence      bigint         not null,
    starting_sequence    bigint         not null,
    timestamp            timestamptz    null default (transaction_timestamp()),
    constraint pkey_mt_high_water_skips_ending_sequence primary key (ending_sequence)
);

create table app.mt_doc_customer (
    tenant_id           varchar        not null default '*DEFAULT*',
    id                  varchar        not null,
    data                jsonb          not null,
    mt_last_modified    timestamptz    null default (transaction_timestamp()),
    mt_version          uuid           not null default (md5(random()::text || clock_timestamp()::text)::uuid),
    mt_dotnet_type      varchar        null,
    constraint pkey_mt_doc_customer_tenant_id_id primary key (tenant_id, id)
);

create table app.mt_doc_price (
    tenant_id           varchar        not null default '*DEFAULT*',
    id                  varchar        not null,
    data                jsonb          not null,
    mt_last_modified    timestamptz    null default (transaction_timestamp()),
    mt_version          uuid           not null default (md5(random()::text || clock_timestamp()::text)::uuid),
    mt_dotnet_type      varchar        null,
    constraint pkey_mt_doc_price_tenant_id_id primary key (tenant_id, id)
);

create table app.mt_doc_draft (
    tenant_id           varchar        not null default '*DEFAULT*',
    id                  varchar        not null,
    data                jsonb          not null,
    mt_last_modified    timestamptz    null default (transaction_timestamp()),
    mt_dotnet_type      varchar        null,
    mt_version          integer        not null default 0,
    constraint pkey_mt_doc_draft_tenant_id_id primary key (tenant_id, id)
);

create table app.mt_doc_account (
    tenant_id           varchar        not null default '*DEFAULT*',
    id                  varchar        not null,
    data                jsonb          not null,
    mt_last_modified    timestamptz    null default (transaction_timestamp()),
    mt_dotnet_type      varchar        null,
    mt_version          bigint         not null default 0,
    constraint pkey_mt_doc_account_tenant_id_id primary key (tenant_id, id)
);

insert into app.mt_streams (tenant_id, id, type, version, timestamp, created) values
    ('acme', 'acme/1', 'account', 2, '2026-01-02 03:04:05Z', '2026-01-02 03:04:05Z'),
    ('beta', 'beta/1', null, 1, '2026-01-02 03:04:06Z', '2026-01-02 03:04:06Z'),
    ('acme', 'mt_tombstone', null, 0, '2026-01-02 03:04:07Z', '2026-01-02 03:04:07Z');

insert into app.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, is_archived) values
    (nextval('app.mt_events_sequence'), '5f24e572-54d7-46bb-b0c5-dc303cf9864f', 'acme/1', 1, '{"Owner": "Ada"}', 'account_opened', '2026-01-02 03:04:05Z', 'acme', 'Reo.CritterStack.Conformance.Marten.AccountOpened, Reo.CritterStack.Conformance', false),
    (nextval('app.mt_events_sequence'), 'c9dd4a54-ca72-4d23-9d8d-74d9483c9d9b', 'acme/1', 2, '{"Amount": 12.50}', 'money_paid_in', '2026-01-02 03:04:05Z', 'acme', 'Reo.CritterStack.Conformance.Marten.MoneyPaidIn, Reo.CritterStack.Conformance', false),
    (nextval('app.mt_events_sequence'), '0d6b2f0e-7a0e-4f51-9d55-0a1f4a3c9a11', 'beta/1', 1, '{"Owner": "Bob"}', 'account_opened', '2026-01-02 03:04:06Z', 'beta', 'Reo.CritterStack.Conformance.Marten.AccountOpened, Reo.CritterStack.Conformance', false),
    (nextval('app.mt_events_sequence'), '7cb1b2f0-4d52-4f2c-8a0e-3c0f64ac5b22', 'mt_tombstone', 0, '{}', 'tombstone', '2026-01-02 03:04:07Z', 'acme', 'JasperFx.Events.Tombstone, JasperFx.Events', false);

insert into app.mt_event_progression (name, last_seq_id) values ('HighWaterMark', 4);

insert into app.mt_doc_customer (tenant_id, id, data, mt_dotnet_type) values
    ('acme', 'c1', '{"Id": "c1", "Name": "Ada", "Since": "2026-01-02T03:04:05+00:00", "Active": true, "Colour": 1, "Credit": 1.5, "Orders": 3, "Rating": null, "Weight": 0, "Reference": "00000000-0000-0000-0000-000000000000"}', 'Reo.CritterStack.Conformance.Marten.Customer');

insert into app.mt_doc_price (tenant_id, id, data, mt_version, mt_dotnet_type) values
    ('acme', 'p1', '{"Id": "p1", "Amount": 9.90, "Version": "00000000-0000-0000-0000-000000000000"}', '11111111-2222-3333-4444-555555555555', 'Reo.CritterStack.Conformance.Marten.Price');

insert into app.mt_doc_draft (tenant_id, id, data, mt_version, mt_dotnet_type) values
    ('acme', 'd1', '{"Id": "d1", "Text": "draft", "Version": 3}', 4, 'Reo.CritterStack.Conformance.Marten.Draft'),
    ('acme', 'd2', '{"Id": "d2", "Text": "draft", "Version": 3}', 4, 'Reo.CritterStack.Conformance.Marten.Draft');

insert into app.mt_doc_account (tenant_id, id, data, mt_version, mt_dotnet_type) values
    ('acme', 'acme/1', '{"Id": "acme/1", "Owner": "Ada", "Balance": 12.50, "Version": 0}', 2, 'Reo.CritterStack.Conformance.Marten.Account');
