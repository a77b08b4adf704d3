using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Reo.Benchmarks.Reports;

/// <summary>
/// Usage of a year by 100,000 developers of 5,000 companies, both Zipf-distributed, written by SQL as raw events into the tables of the
/// event store. The same seed makes the same usage. No host may run meanwhile: nothing tells it which events are still being written. The
/// projection is told that it has seen them, so that a rebuild alone puts them into the views.
/// </summary>
internal sealed class GeneratedUsage(NpgsqlConnection connection, string tenantId)
{
    public const int Developers = 100_000;
    public const int Companies = 5_000;

    private const int EventsPerCommit = 250_000;

    public static DateOnly LastDay { get; } = new(2026, 6, 30);

    /// <returns>Events per second.</returns>
    public async Task<double> WriteAsync(int events)
    {
        await ExecuteAsync("set synchronous_commit = off; set work_mem = '256MB'; select setseed(0.42)");
        var watch = Stopwatch.StartNew();
        for (var written = 0; written < events; written += EventsPerCommit)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await ExecuteAsync(Generate(Math.Min(EventsPerCommit, events - written)));
            await transaction.CommitAsync();
        }

        var rate = events / watch.Elapsed.TotalSeconds;
        await ExecuteAsync("reset synchronous_commit; reset work_mem");
        foreach (var table in new[] { "app.mt_events", "app.mt_streams" })
            await ExecuteAsync($"vacuum (analyze) {table}");
        return rate;
    }

    /// <summary>A rebuild goes on from where the projection is.</summary>
    public Task SayProjectedAsync() => ExecuteAsync(
        """
        insert into app.mt_event_progression (name, last_seq_id)
        select name, (select max(seq_id) from app.mt_events) from unnest(array['Views:All', 'HighWaterMark']) name
        on conflict (name) do update set last_seq_id = excluded.last_seq_id
        """);

    public Task<long> StoredAsync() => CountAsync($"select count(*) from app.mt_events where tenant_id = '{tenantId}' and type = 'usage_recorded'");

    public Task<long> ProjectedAsync() =>
        CountAsync($"select coalesce(sum(event_count), 0)::bigint from reports.product_usage_by_day where tenant_id = '{tenantId}'");

    /// <summary>What PostgreSQL does by itself before long.</summary>
    public Task VacuumViewsAsync() => ExecuteAsync("vacuum (analyze)");

    private async Task<long> CountAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The rank of a Zipf distribution is the exponential of a uniform one. A developer is always of the same company; every tenth of none.</summary>
    private string Generate(int events) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        create temporary table generated on commit drop as
        select
            email,
            '{{tenantId}}/developer/email/' || email as stream,
            second,
            metric,
            product,
            environment
        from (
            select
                'dev-' || developer || '@' || case
                    when developer % 10 = 0 then 'gmail.com'
                    else 'company-' || floor(exp((hashint4(developer)::bigint + 2147483648) / 4294967296.0 * ln({{Companies}} + 1)))::integer || '.com'
                end as email,
                extract(epoch from date '{{LastDay:yyyy-MM-dd}}' + 1)::bigint - 1 - floor(random() * 365 * 86400)::bigint as second,
                'METRIC ' || floor(exp(random() * ln(13)))::integer as metric,
                (array['web', 'cli', 'sdk'])[1 + floor(random() * 3)::integer] as product,
                (array['PRODUCTION', 'PRODUCTION', 'STAGING'])[1 + floor(random() * 3)::integer] as environment
            from (select floor(exp(random() * ln({{Developers}} + 1)))::integer as developer from generate_series(1, {{events}})) who
        ) usage;

        insert into app.mt_streams (tenant_id, id, version)
        select '{{tenantId}}', stream, 0
        from (select distinct stream from generated) new
        on conflict do nothing;

        insert into app.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, is_archived)
        select
            number,
            lpad(to_hex(number), 32, '0')::uuid,
            stream,
            version,
            jsonb_build_object(
                'ActivityType', metric, 'Source', 'PRODUCT_CLOUD', 'ProductId', product, 'EventAt', second, 'UserIdType', 'EMAIL', 'UserId', email,
                'Environment', environment),
            'usage_recorded',
            now(),
            '{{tenantId}}',
            'Reo.Ingestion.Contracts.UsageRecorded, Reo.Ingestion.Contracts',
            false
        from (
            select generated.*, nextval('app.mt_events_sequence') as number, known.version + row_number() over (partition by stream) as version
            from generated
            join app.mt_streams known on known.tenant_id = '{{tenantId}}' and known.id = generated.stream
        ) numbered;

        update app.mt_streams known
        set version = known.version + new.events
        from (select stream, count(*) as events from generated group by stream) new
        where known.tenant_id = '{{tenantId}}'
            and known.id = new.stream;
        """);

    private async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }
}
