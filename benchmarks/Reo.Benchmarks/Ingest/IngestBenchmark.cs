using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Reo.Benchmarks.Ingest;

/// <summary>
/// The product API end to end, beside what it cannot beat: single posts beside a Kestrel that parses the same body and stores nothing,
/// batches beside a COPY of the same rows. In turns (<c>--rounds 3 --seconds 8</c>), and at last all load for <c>--minutes 1</c>; host, load, baseline and PostgreSQL are processes of their own on the same cores.
/// </summary>
internal static class IngestBenchmark
{
    private const int Connections = 64;
    private const int BatchConnections = 4;
    private const double ShareOfMaximum = 0.7;

    public static async Task RunAsync(string[] options)
    {
        var minutes = Option(options, "--minutes", 1);
        var turns = new Turns((int)Option(options, "--rounds", 3), TimeSpan.FromSeconds(Option(options, "--seconds", 8)));
        await using var database = await BenchmarkDatabase.StartAsync(Text(options, "--connection") is { } given ? ["--connection", given] : []);
        await using var host = await HostProcess.StartAsync(database.ConnectionString);
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();

        var (parsed, singles) = await SinglesAsync(host, turns);
        await CheckpointAsync(connection);
        var atShare = await Load.RunAsync(host.Port, PostedRequest.Single, host.Key, Connections, turns.Time, singles * ShareOfMaximum);
        Check(atShare);
        Figures.Figure("single_posts_p50_at_70_percent", atShare.P50, "ms");
        Figures.Figure("single_posts_p99_at_70_percent", atShare.P99, "ms");

        var copied = await BatchesAsync(host, connection, turns);
        Limit(parsed, copied, singles);
        await MemoryAsync(host, TimeSpan.FromMinutes(minutes));
        await CountAsync(connection);
    }

    /// <summary>
    /// What single posts could reach if nothing cost anything but what the two baselines do: an event takes all processors for a Kestrel's
    /// request, and one of them, PostgreSQL's, for a row of COPY.
    /// </summary>
    private static void Limit(double parsed, double copied, double singles)
    {
        var limit = 1 / ((1 / parsed) + (1 / (copied * Environment.ProcessorCount)));
        Figures.Figure("single_posts_limit", limit, "requests/s");
        Figures.Ratio("single_posts_limit_to_kestrel_parsed", limit / parsed);
        Figures.Ratio("single_posts_to_limit", singles / limit);
    }

    private static async Task<(double Parsed, double Stored)> SinglesAsync(HostProcess host, Turns turns)
    {
        var (kestrel, port) = await ParsedByKestrel.StartAsync();
        var (stored, parsed) = (new List<double>(), new List<double>());
        for (var round = 0; round < turns.Rounds; round++)
        {
            parsed.Add((await Load.RunAsync(port, PostedRequest.Single, host.Key, Connections, turns.Time)).Rate);
            var load = await Load.RunAsync(host.Port, PostedRequest.Single, host.Key, Connections, turns.Time);
            Check(load);
            stored.Add(load.Rate);
        }

        await ChildProcess.StopAsync(kestrel);
        Figures.Figure("kestrel_parsed", Figures.Median(parsed), "requests/s");
        Figures.Figure("single_posts", Figures.Median(stored), "requests/s");
        Figures.Ratio("single_posts_to_kestrel_parsed", Figures.Median(stored.Zip(parsed, (s, p) => s / p)));
        return (Figures.Median(parsed), Figures.Median(stored));
    }

    /// <summary>Rows per second of the COPY.</summary>
    private static async Task<double> BatchesAsync(HostProcess host, NpgsqlConnection connection, Turns turns)
    {
        var copy = new CopiedRows(connection);
        var (stored, copied) = (new List<double>(), new List<double>());
        for (var round = -1; round < turns.Rounds; round++)
        {
            await ProjectedAsync(connection);
            var load = await Load.RunAsync(host.Port, PostedRequest.Batch, host.Key, BatchConnections, turns.Time);
            Check(load);
            await ProjectedAsync(connection);
            if (round < 0)
            {
                await copy.TakeAsync(100_000);
                continue;
            }

            copied.Add(await copy.TurnAsync());
            stored.Add(load.Rate);
        }

        Figures.Figure("batch_copy", Figures.Median(copied), "events/s");
        Figures.Figure("batches", Figures.Median(stored), "events/s");
        Figures.Ratio("batches_to_copy", Figures.Median(stored.Zip(copied, (s, c) => s / c)));
        return Figures.Median(copied);
    }

    /// <summary>The host's memory while it gets all the load that it can take.</summary>
    private static async Task MemoryAsync(HostProcess host, TimeSpan time)
    {
        var load = Load.RunAsync(host.Port, PostedRequest.Single, host.Key, Connections, time);
        var samples = new List<double>();
        while (await Task.WhenAny(load, Task.Delay(TimeSpan.FromSeconds(1))) != load)
            samples.Add(host.Megabytes);
        Check(await load);

        var third = Math.Max(1, samples.Count / 3);
        Figures.Figure("host_memory_first_third", Figures.Median(samples.Take(third)), "MB");
        Figures.Figure("host_memory_last_third", Figures.Median(samples.TakeLast(third)), "MB");
        Figures.Figure("host_memory_most", samples.Max(), "MB");
    }

    /// <summary>What was posted is what is stored, and each id once.</summary>
    private static async Task CountAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            "select count(*), count(distinct data ->> 'EventId') from app.mt_events where type = 'usage_recorded' and tenant_id <> 'copy'", connection)
        {
            CommandTimeout = 0,
        };
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        if (reader.GetInt64(0) != reader.GetInt64(1))
            throw new InvalidOperationException($"{reader.GetInt64(0)} events with {reader.GetInt64(1)} ids are stored.");
        Figures.Figure("stored_events", reader.GetInt64(0), "events");
    }

    /// <summary>The projections have caught up, and leave the machine to the next turn.</summary>
    private static async Task ProjectedAsync(NpgsqlConnection connection)
    {
        var patience = Stopwatch.StartNew();
        await using var command = new NpgsqlCommand(
            """
            select coalesce(min(last_seq_id), 0) >= (select coalesce(max(seq_id), 0) from app.mt_events)
            from app.mt_event_progression
            where name like '%:All'
            """,
            connection);
        while (!(bool)(await command.ExecuteScalarAsync())!)
        {
            if (patience.Elapsed > TimeSpan.FromMinutes(2))
                throw new TimeoutException("The projections do not catch up.");
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    /// <summary>What PostgreSQL does by itself every five minutes: from then on the log goes on in files that are there.</summary>
    private static async Task CheckpointAsync(NpgsqlConnection connection)
    {
        await ProjectedAsync(connection);
        await using var command = new NpgsqlCommand("checkpoint", connection);
        await command.ExecuteNonQueryAsync();
    }

    private static void Check(LoadResult load)
    {
        if (load.Failures > 0)
            throw new InvalidOperationException($"{load.Failures} requests were not answered 200.");
    }

    private static double Option(string[] options, string name, double otherwise) =>
        Text(options, name) is { } given ? double.Parse(given, CultureInfo.InvariantCulture) : otherwise;

    private static string? Text(string[] options, string name) =>
        Array.IndexOf(options, name) is >= 0 and var at && at + 1 < options.Length ? options[at + 1] : null;

    /// <summary>How often each is measured, and for how long.</summary>
    private sealed record Turns(int Rounds, TimeSpan Time);
}
