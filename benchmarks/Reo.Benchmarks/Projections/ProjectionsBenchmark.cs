using System.Globalization;
using Npgsql;
using Reo.Benchmarks.Ingest;

namespace Reo.Benchmarks.Projections;

/// <summary>
/// How long after its acknowledgement an event is in the views, while batches come in as fast as the host takes them. The limit to stay
/// below is two seconds. Host, load, probes and PostgreSQL share the cores.
/// </summary>
internal static class ProjectionsBenchmark
{
    private const int BatchConnections = 4;
    private const double Limit = 2_000;

    public static async Task RunAsync(string[] options)
    {
        var seconds = options.SkipWhile(option => option != "--seconds").Skip(1).FirstOrDefault() is { } given
            ? double.Parse(given, CultureInfo.InvariantCulture)
            : 30;
        string[] connection = [.. options.SkipWhile(option => option != "--connection").Take(2)];
        await using var database = await BenchmarkDatabase.StartAsync(connection);
        await using var host = await HostProcess.StartAsync(database.ConnectionString);
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var probes = new Probes(host, source);

        await Load.RunAsync(host.Port, PostedRequest.SpreadBatch, host.Key, BatchConnections, TimeSpan.FromSeconds(seconds / 5));
        using var end = new CancellationTokenSource();
        var probing = probes.RunAsync(end.Token);
        var load = await Load.RunAsync(host.Port, PostedRequest.SpreadBatch, host.Key, BatchConnections, TimeSpan.FromSeconds(seconds));
        await end.CancelAsync();
        var lags = await probing;
        if (load.Failures > 0)
            throw new InvalidOperationException($"{load.Failures} requests were not answered 200.");

        Figures.Figure("batches", load.Rate, "events/s");
        Figures.Figure("probes", lags.Count, "events");
        Figures.Figure("acknowledged_to_views_p50", Percentile(lags, 50), "ms");
        Figures.Figure("acknowledged_to_views_p99", Percentile(lags, 99), "ms");
        Figures.Figure("acknowledged_to_views_most", lags.Max(), "ms");
        Figures.Ratio("acknowledged_to_views_p99_to_limit", Percentile(lags, 99) / Limit);
        await CountAsync(source);
    }

    /// <summary>What is stored is what the views count, in every one of them.</summary>
    private static async Task CountAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            """
            select
                (select count(*) from app.mt_events where type = 'usage_recorded'),
                (select sum(event_count)::bigint from reports.developers),
                (select sum(event_count)::bigint from reports.usage_by_day),
                (select sum(event_count)::bigint from reports.product_usage_by_day)
            """);
        command.CommandTimeout = 0;
        for (var attempt = 0; ; attempt++)
        {
            await using var row = await command.ExecuteReaderAsync();
            await row.ReadAsync();
            var counts = Enumerable.Range(0, 4).Select(row.GetInt64).ToArray();
            if (counts.Distinct().Count() == 1)
            {
                Figures.Figure("events_in_the_views", counts[0], "events");
                return;
            }

            if (attempt == 100)
                throw new InvalidOperationException($"The views do not agree with the events: {string.Join(", ", counts)}.");
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
    }

    private static double Percentile(List<double> lags, int percent) => lags.Order().ElementAt(Math.Min(lags.Count - 1, lags.Count * percent / 100));
}
