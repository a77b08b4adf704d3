using Marten;

namespace Reo.Metrics.Webhooks;

internal static class WebhookTables
{
    /// <summary>Nobody is told that an erased developer left a segment: that would name them once more.</summary>
    public static void Forget(IDocumentSession session, string developerId)
    {
        foreach (var table in new[] { "segment_members", "webhook_deliveries" })
            session.QueueSqlCommand($"delete from metrics.{table} where tenant_id = ? and member = ?", session.TenantId, developerId);
    }

    public const string Create =
        """
        create table if not exists metrics.segment_webhooks (
            tenant_id text collate "C" not null,
            segment_id uuid not null,
            url text not null,
            secret text not null,
            watched_filter jsonb,
            created_at timestamptz not null,
            primary key (tenant_id, segment_id),
            foreign key (tenant_id, segment_id) references metrics.segments on delete cascade
        );
        alter table metrics.segment_webhooks
            add column if not exists is_due boolean not null default true,
            add column if not exists followed_to bigint not null default 0,
            add column if not exists looked_at timestamptz not null default '-infinity',
            add column if not exists look_after timestamptz not null default '-infinity';
        comment on table metrics.segment_webhooks is 'Where a segment''s changes are posted to';
        comment on column metrics.segment_webhooks.secret is 'Signs the posts; encrypted';
        comment on column metrics.segment_webhooks.watched_filter is 'The filter that segment_members is of; null before the first look';
        comment on column metrics.segment_webhooks.is_due is 'Whether the views of the tenant may have changed since the last look';
        comment on column metrics.segment_webhooks.followed_to is 'The event up to which is_due knows them';
        comment on column metrics.segment_webhooks.look_after is 'Not before that, because the last look took long';

        create table if not exists metrics.segment_members (
            tenant_id text collate "C" not null,
            segment_id uuid not null,
            member text collate "C" not null,
            primary key (tenant_id, segment_id, member),
            foreign key (tenant_id, segment_id) references metrics.segment_webhooks on delete cascade
        );
        comment on table metrics.segment_members is 'Who was in a segment when it was last looked at';

        create table if not exists metrics.webhook_deliveries (
            tenant_id text collate "C" not null,
            delivery_id uuid not null,
            segment_id uuid not null,
            type text not null,
            member text collate "C" not null,
            occurred_at timestamptz not null,
            state text not null,
            attempts integer not null,
            next_at timestamptz not null,
            last_status integer,
            last_error text,
            primary key (tenant_id, delivery_id),
            foreign key (tenant_id, segment_id) references metrics.segment_webhooks on delete cascade
        );
        create index if not exists webhook_deliveries_due on metrics.webhook_deliveries (next_at) where state = 'waiting';
        create index if not exists webhook_deliveries_over on metrics.webhook_deliveries (next_at) where state <> 'waiting';
        create index if not exists webhook_deliveries_by_segment on metrics.webhook_deliveries (tenant_id, segment_id, delivery_id desc);
        comment on table metrics.webhook_deliveries is 'Posts of webhooks: state waiting, delivered, or dead after the last retry';
        """;
}
