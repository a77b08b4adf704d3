using System.Diagnostics;
using System.Text.Json;
using JasperFx.Events;
using JasperFx.MultiTenancy;
using Marten;
using Npgsql;
using NpgsqlTypes;

namespace Reo.Benchmarks;

/// <summary>
/// What <c>SaveChangesAsync</c> costs above the cheapest way PostgreSQL has to write the same rows into the same table: 500
/// events of 600 bytes over 200 existing streams per commit, in turns with a binary COPY of them, on one connection each.
/// </summary>
internal static class AppendBenchmark
{
    private const int EventsPerCommit = 500;
    private const int StreamsPerCommit = 200;
    private const int Streams = 2000;
    private const int CommitsPerTurn = 20;
    private const int Rounds = 15;
    private const int JsonBytes = 600;

    private const string CopyTenant = "copy";
    private const string SaveTenant = "save";

    public static async Task RunAsync(string[] options)
    {
        await using var database = await BenchmarkDatabase.StartAsync(options);
        await using var store = DocumentStore.For(o =>
        {
            o.Connection(database.ConnectionString);
            o.DatabaseSchemaName = "app";
            o.Events.StreamIdentity = StreamIdentity.AsString;
            o.Events.TenancyStyle = TenancyStyle.Conjoined;
            o.Events.AppendMode = EventAppendMode.Quick;
            o.Events.EnableUniqueIndexOnEventId = true;
            o.Events.AddEventType<PostedUsage>();
        });
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        var copy = new CopyWriter(connection);
        await copy.CreateStreamsAsync();
        await CreateStreamsAsync(store);

        var copied = new List<double>();
        var saved = new List<double>();
        for (var round = -1; round < Rounds; round++)
        {
            var copyRate = await copy.TurnAsync(round);
            var saveRate = await SaveTurnAsync(store, round);
            if (round < 0)
                continue;
            copied.Add(copyRate);
            saved.Add(saveRate);
        }

        Figures.Figure("append_copy", Figures.Median(copied), "events/s");
        Figures.Figure("append_save_changes", Figures.Median(saved), "events/s");
        Figures.Ratio("append_save_changes_to_copy", Figures.Median(saved.Zip(copied, (save, copy) => save / copy)));
    }

    private static string Key(int stream) => $"acme/developer/github/user-{stream:00000}";

    /// <summary>The events of one commit: each of 200 streams has two or three.</summary>
    private static List<(string Key, PostedUsage Usage)> Events(int commit)
    {
        var random = new Random(commit);
        var streams = Enumerable.Range(0, Streams).ToArray();
        random.Shuffle(streams);
        var events = new List<(string, PostedUsage)>(EventsPerCommit);
        for (var i = 0; i < EventsPerCommit; i++)
        {
            var stream = streams[i % StreamsPerCommit];
            events.Add((Key(stream), PostedUsage.Example(stream, random)));
        }

        return events;
    }

    private static async Task CreateStreamsAsync(DocumentStore store)
    {
        await using var session = store.LightweightSession(SaveTenant);
        for (var stream = 0; stream < Streams; stream++)
            session.Events.StartStream(Key(stream), PostedUsage.Example(stream, new Random(stream)));
        await session.SaveChangesAsync();
    }

    private static async Task<double> SaveTurnAsync(DocumentStore store, int round)
    {
        var commits = Enumerable.Range(0, CommitsPerTurn).Select(i => Events(round * CommitsPerTurn + i)).ToList();
        GC.Collect();

        var watch = Stopwatch.StartNew();
        foreach (var commit in commits)
        {
            await using var session = store.LightweightSession(SaveTenant);
            foreach (var (key, usage) in commit)
                session.Events.Append(key, usage);
            await session.SaveChangesAsync();
        }

        return CommitsPerTurn * EventsPerCommit / watch.Elapsed.TotalSeconds;
    }

    /// <summary>The same rows by COPY, with everything but the writing done beforehand.</summary>
    private sealed class CopyWriter(NpgsqlConnection connection)
    {
        private readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);

        public async Task CreateStreamsAsync()
        {
            await using var command = new NpgsqlCommand("insert into app.mt_streams (tenant_id, id, version) select $1, key, 0 from unnest($2) key", connection);
            command.Parameters.Add(new() { Value = CopyTenant });
            command.Parameters.Add(new() { Value = Enumerable.Range(0, Streams).Select(Key).ToArray() });
            await command.ExecuteNonQueryAsync();
        }

        public async Task<double> TurnAsync(int round)
        {
            var commits = new List<List<Row>>();
            for (var i = 0; i < CommitsPerTurn; i++)
                commits.Add([.. (await ReserveAsync()).Zip(Events(round * CommitsPerTurn + i), ToRow)]);
            GC.Collect();

            var watch = Stopwatch.StartNew();
            foreach (var commit in commits)
                await WriteAsync(commit);
            return CommitsPerTurn * EventsPerCommit / watch.Elapsed.TotalSeconds;
        }

        private Row ToRow(long sequence, (string Key, PostedUsage Usage) e)
        {
            var version = _versions[e.Key] = _versions.GetValueOrDefault(e.Key) + 1;
            return new Row(sequence, Guid.CreateVersion7(), e.Key, version, JsonSerializer.SerializeToUtf8Bytes(e.Usage));
        }

        private async Task<long[]> ReserveAsync()
        {
            await using var command = new NpgsqlCommand("select array_agg(nextval('app.mt_events_sequence')) from generate_series(1, $1)", connection);
            command.Parameters.Add(new() { Value = EventsPerCommit });
            return (long[])(await command.ExecuteScalarAsync())!;
        }

        private async Task WriteAsync(List<Row> rows)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using (var writer = await connection.BeginBinaryImportAsync(
                "copy app.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, is_archived) from stdin (format binary)"))
            {
                var now = TimeProvider.System.GetUtcNow();
                foreach (var row in rows)
                {
                    await writer.StartRowAsync();
                    await writer.WriteAsync(row.Sequence, NpgsqlDbType.Bigint);
                    await writer.WriteAsync(row.Id, NpgsqlDbType.Uuid);
                    await writer.WriteAsync(row.Key, NpgsqlDbType.Varchar);
                    await writer.WriteAsync(row.Version, NpgsqlDbType.Bigint);
                    await writer.WriteAsync(row.Json, NpgsqlDbType.Jsonb);
                    await writer.WriteAsync("posted_usage", NpgsqlDbType.Varchar);
                    await writer.WriteAsync(now, NpgsqlDbType.TimestampTz);
                    await writer.WriteAsync(CopyTenant, NpgsqlDbType.Varchar);
                    await writer.WriteAsync("Reo.Benchmarks.AppendBenchmark+PostedUsage, Reo.Benchmarks", NpgsqlDbType.Varchar);
                    await writer.WriteAsync(false, NpgsqlDbType.Boolean);
                }

                await writer.CompleteAsync();
            }

            await transaction.CommitAsync();
        }

        private sealed record Row(long Sequence, Guid Id, string Key, long Version, byte[] Json);
    }

    /// <summary>A usage event that is 600 bytes of JSON.</summary>
    internal sealed record PostedUsage(
        string ProductId,
        string ActivityType,
        string UserId,
        string Email,
        DateTimeOffset OccurredAt,
        string IpAddress,
        string SessionId,
        string Note)
    {
        public static PostedUsage Example(int user, Random random)
        {
            var bytes = new byte[16];
            random.NextBytes(bytes);
            var usage = new PostedUsage(
                $"product-{user % 7}",
                "LOGIN_ACTIVITY",
                $"user-{user:00000}",
                $"user-{user:00000}@example.com",
                new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddSeconds(random.Next(1_000_000)),
                $"203.0.113.{random.Next(256)}",
                Convert.ToHexString(bytes),
                "");
            var missing = JsonBytes - JsonSerializer.SerializeToUtf8Bytes(usage).Length;
            return usage with { Note = new string([.. Enumerable.Range(0, missing).Select(_ => (char)('a' + random.Next(26)))]) };
        }
    }
}
