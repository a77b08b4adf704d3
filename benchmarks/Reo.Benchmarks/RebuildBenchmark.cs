using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Reo.Benchmarks.Ingest;

namespace Reo.Benchmarks;

/// <summary>
/// All views from raw events (<c>--events 1000000</c>, fixed seed, over 20,000 developers of 1,000 companies in 30 days), by the command that
/// people use, beside one <c>group by</c> over the same rows, in turns; then single posts to a host, alone and during rebuilds.
/// </summary>
internal static class RebuildBenchmark
{
    private const int Rounds = 3;
    private const int Connections = 64;

    private static readonly TimeSpan _posting = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(string[] options)
    {
        var events = Option(options, "--events") is { } given ? long.Parse(given, CultureInfo.InvariantCulture) : 1_000_000;
        await using var database = await BenchmarkDatabase.StartAsync(Option(options, "--connection") is { } server ? ["--connection", server] : []);
        Environment.SetEnvironmentVariable("ConnectionStrings__reo", database.ConnectionString);
        await CommandAsync("tenants", "create", "bench");
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await GenerateAsync(connection, events);

        var (rebuilt, grouped, memory) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            var group = Stopwatch.StartNew();
            await ExecuteAsync(connection, GroupBy);
            group.Stop();
            var (seconds, megabytes) = await RebuildAsync();
            if (round == 0)
                continue;

            grouped.Add(events / group.Elapsed.TotalSeconds);
            rebuilt.Add(events / seconds);
            memory.Add(megabytes);
        }

        Figures.Figure("rebuild", Figures.Median(rebuilt), "events/s");
        Figures.Figure("single_group_by", Figures.Median(grouped), "events/s");
        Figures.Ratio("rebuild_to_group_by", Figures.Median(rebuilt.Zip(grouped, (r, g) => r / g)));
        Figures.Figure("rebuild_process_memory", memory.Max(), "MB");
        await PostAsync(database.ConnectionString);
    }

    /// <summary>Rebuilds follow each other for as long as posts come in; those that begin during the posts count.</summary>
    private static async Task PostAsync(string connectionString)
    {
        await using var host = await HostProcess.StartAsync(connectionString);
        await Load.RunAsync(host.Port, PostedRequest.Single, host.Key, Connections, _posting / 2);
        var alone = await Load.RunAsync(host.Port, PostedRequest.Single, host.Key, Connections, _posting);

        using var over = new CancellationTokenSource();
        var rebuilding = RebuildUntilAsync(over.Token);
        var during = await Load.RunAsync(host.Port, PostedRequest.Single, host.Key, Connections, _posting);
        await over.CancelAsync();
        Figures.Figure("rebuilds_during_posts", await rebuilding, "rebuilds");
        if (alone.Failures + during.Failures > 0)
            throw new InvalidOperationException($"{alone.Failures + during.Failures} requests were not answered 200.");

        Figures.Figure("posts_alone", alone.Rate, "requests/s");
        Figures.Figure("posts_during_rebuild", during.Rate, "requests/s");
        Figures.Ratio("posts_during_rebuild_to_alone", during.Rate / alone.Rate);
    }

    private static async Task<int> RebuildUntilAsync(CancellationToken over)
    {
        var rebuilds = 0;
        for (; !over.IsCancellationRequested; rebuilds++)
            await RebuildAsync();
        return rebuilds;
    }

    private const string GroupBy =
        """
        set max_parallel_workers_per_gather = 0;
        select count(*)
        from (
            select
                stream_id, data ->> 'ActivityType', data ->> 'ProductId', data ->> 'Environment', ((data ->> 'EventAt')::bigint + 62135596800) / 86400,
                sum(coalesce((data ->> 'Count')::bigint, 1)), count(*)
            from app.mt_events
            where tenant_id = 'bench'
                and type = 'usage_recorded'
            group by 1, 2, 3, 4, 5
        ) usage
        """;

    /// <summary>The rows that posts of the same usage would have left; developers by the square of an even distribution, so that some use much.</summary>
    private static async Task GenerateAsync(NpgsqlConnection connection, long events)
    {
        await ExecuteAsync(
            connection,
            $$"""
            select setseed(0.42);
            create unlogged table generated as
            select
                number,
                'bench/developer/email/dev' || developer || '@company' || developer % 1000 || '.com' as stream_id,
                case when metric < 0.1 then 'CALL HOME' when metric < 0.5 then 'LOGIN_ACTIVITY' when metric < 0.8 then 'BUILD' else 'DEPLOY' end as metric,
                case when product < 0.7 then 'reoWebApp' else 'cli' end as product,
                1760000000 + (random() * 30 * 86400)::bigint as event_at,
                developer
            from (
                select number, (power(random(), 2) * 19999)::int as developer, random() as metric, random() as product
                from generate_series(1, {{events}}) number
            ) usage;
            insert into app.mt_streams (tenant_id, id, version)
            select 'bench', stream_id, count(*) from generated group by stream_id;
            insert into app.mt_events (seq_id, id, stream_id, version, data, type, tenant_id, mt_dotnet_type)
            select
                nextval('app.mt_events_sequence'), gen_random_uuid(), stream_id, row_number() over (partition by stream_id order by number),
                jsonb_build_object(
                    'Source', 'PRODUCT_CLOUD', 'UserId', 'dev' || developer || '@company' || developer % 1000 || '.com', 'UserIdType', 'EMAIL',
                    'EventAt', event_at, 'EventId', number::text, 'IpAddr', '156.59.87.83', 'ProductId', product, 'UserAgent',
                    'Mozilla/5.0 (Macintosh, Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36',
                    'Environment', 'PRODUCTION', 'ActivityType', metric, 'Meta', jsonb_build_object('property1', 'value1', 'property2', 'value2')),
                'usage_recorded', 'bench', 'Reo.Ingestion.Contracts.UsageRecorded, Reo.Ingestion.Contracts'
            from generated
            order by number;
            drop table generated;
            """);
        await ExecuteAsync(
            connection,
            """
            insert into app.mt_event_progression (name, last_seq_id)
            select name, (select max(seq_id) from app.mt_events) from unnest(array['Views:All', 'HighWaterMark']) name
            on conflict (name) do update set last_seq_id = excluded.last_seq_id
            """);
        await ExecuteAsync(connection, "vacuum (analyze) app.mt_events");
        await ExecuteAsync(connection, "vacuum (analyze) app.mt_streams");
        await ExecuteAsync(connection, "checkpoint");
    }

    /// <summary>What the command itself says, which leaves out the start of its process; and the most memory that this one had.</summary>
    private static async Task<(double Seconds, double Megabytes)> RebuildAsync()
    {
        var (said, megabytes) = await CommandAsync("projections", "rebuild");
        var words = said.Split(' ');
        var seconds = Array.IndexOf(words, "s,") - 1;
        return (double.Parse(words[seconds], CultureInfo.InvariantCulture), megabytes);
    }

    private static async Task<(string Said, double Megabytes)> CommandAsync(params string[] arguments)
    {
        using var process = ChildProcess.StartDotnet(
            Path.Combine(AppContext.BaseDirectory, "Reo.Host.dll"), arguments);
        var said = process.StandardOutput.ReadToEndAsync();
        var most = 0L;
        while (!process.HasExited)
        {
            process.Refresh();
            most = Math.Max(most, process.HasExited ? 0 : process.WorkingSet64);
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }

        return process.ExitCode == 0
            ? (await said, most / 1024d / 1024d)
            : throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {process.ExitCode}: {await said}");
    }

    private static string? Option(string[] options, string name) =>
        Array.IndexOf(options, name) is >= 0 and var at && at + 1 < options.Length ? options[at + 1] : null;

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }
}
