using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Reo.Benchmarks.Ingest;

namespace Reo.Benchmarks.Reports;

/// <summary>
/// What a report takes, from the request to the last byte of the answer, when a year of usage (<c>--events 10000000</c>) stands in the
/// views. The events are written by SQL into the event store, and put into the views by a rebuild; with <c>--folder</c> they stay there for
/// the next run. Beside it, the same sums from raw events.
/// </summary>
internal static class ReportsBenchmark
{
    private const string Tenant = "demo";
    private const double TargetMilliseconds = 300;

    private static readonly string _to = $"to={GeneratedUsage.LastDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";

    private static readonly (string Name, string Query)[] _reports =
    [
        ("usage_day", $"usage?{_to}"),
        ("usage_metric_day_a_year", $"usage?group_by=metric&from=2025-07-01&{_to}"),
        ("usage_product_week", $"usage?group_by=product&interval=week&{_to}"),
        ("usage_company_month_a_year", $"usage?group_by=company&interval=month&{_to}"),
        ("usage_company_week", $"usage?group_by=company&interval=week&{_to}"),
        ("usage_company_day", $"usage?group_by=company&{_to}"),
        ("usage_developer_month", $"usage?group_by=developer&interval=month&from=2026-06-01&{_to}"),
        ("active", $"active?{_to}"),
        ("active_a_year", $"active?from=2025-07-01&{_to}"),
        ("retention", $"retention?{_to}"),
        ("funnel", $"funnel?steps=METRIC%201,METRIC%202,METRIC%203&from=2026-05-02&to=2026-05-31"),
    ];

    public static async Task RunAsync(string[] options)
    {
        var (events, requests) = (Number(options, "--events", 10_000_000), Number(options, "--requests", 40));
        await using var database = await BenchmarkDatabase.StartAsync(
            Text(options, "--folder") is { } folder ? ["--folder", folder] : Text(options, "--connection") is { } given ? ["--connection", given] : []);
        Environment.SetEnvironmentVariable("ConnectionStrings__reo", database.ConnectionString);
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await (await HostProcess.StartAsync(database.ConnectionString)).DisposeAsync();
        await connection.OpenAsync();
        var usage = new GeneratedUsage(connection, Tenant);
        await PrepareAsync(usage, events);

        await using var host = await HostProcess.StartAsync(database.ConnectionString);
        var slowest = 0d;
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{host.Port}/api/v1/reports/"), Timeout = TimeSpan.FromMinutes(5) };
        client.DefaultRequestHeaders.Add("X-API-KEY", host.Key);
        foreach (var (name, query) in _reports)
        {
            var (p50, p95, bytes) = await MeasureAsync(client, query, requests);
            Figures.Figure($"report_{name}_p50", p50, "ms");
            Figures.Figure($"report_{name}_p95", p95, "ms");
            Figures.Figure($"report_{name}_answer", bytes / 1024d, "KB");
            slowest = Math.Max(slowest, p95);
        }

        Figures.Ratio("slowest_report_to_300_ms", slowest / TargetMilliseconds);
        var raw = await FromRawEventsAsync(connection);
        Figures.Figure("raw_events_company_month_a_year", raw, "ms");
        Figures.Ratio("usage_company_month_a_year_to_raw_events", (await MeasureAsync(client, _reports[3].Query, requests)).P50 / raw);
    }

    private static async Task PrepareAsync(GeneratedUsage usage, int events)
    {
        if (await usage.StoredAsync() == 0)
            Figures.Figure("generated", await usage.WriteAsync(events), "events/s");
        if (await usage.ProjectedAsync() != events)
        {
            await usage.SayProjectedAsync();
            var watch = Stopwatch.StartNew();
            await RebuildAsync();
            Figures.Figure("projected", events / watch.Elapsed.TotalSeconds, "events/s");
            await usage.VacuumViewsAsync();
        }

        if (await usage.ProjectedAsync() is var projected && projected != events)
            throw new InvalidOperationException($"{events} events were asked for, and the views count {projected}.");
    }

    private static async Task RebuildAsync()
    {
        using var process = ChildProcess.StartDotnet(
            Path.Combine(AppContext.BaseDirectory, "Reo.Host.dll"), "projections", "rebuild");
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"projections rebuild ended with {process.ExitCode}: {said}");
    }

    private static async Task<(double P50, double P95, long Bytes)> MeasureAsync(HttpClient client, string query, int requests)
    {
        var times = new List<double>();
        var bytes = 0L;
        for (var i = -2; i < requests; i++)
        {
            var watch = Stopwatch.StartNew();
            bytes = (await client.GetByteArrayAsync(new Uri(query, UriKind.Relative))).LongLength;
            if (i >= 0)
                times.Add(watch.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        return (Figures.Median(times), times[(int)Math.Ceiling(times.Count * 0.95) - 1], bytes);
    }

    private static async Task<double> FromRawEventsAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            """
            select
                date_trunc('month', to_timestamp((data ->> 'EventAt')::bigint) at time zone 'UTC'), split_part(data ->> 'UserId', '@', 2),
                sum(coalesce((data ->> 'Count')::bigint, 1)), count(*)
            from app.mt_events
            where tenant_id = 'demo'
                and type = 'usage_recorded'
            group by 1, 2
            """,
            connection)
        {
            CommandTimeout = 0,
        };
        var watch = Stopwatch.StartNew();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
        }

        return watch.Elapsed.TotalMilliseconds;
    }

    private static int Number(string[] options, string name, int otherwise) =>
        Text(options, name) is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : otherwise;

    private static string? Text(string[] options, string name) =>
        Array.IndexOf(options, name) is >= 0 and var at && at + 1 < options.Length ? options[at + 1] : null;
}
