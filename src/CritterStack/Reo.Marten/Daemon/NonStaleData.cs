using System.Diagnostics;
using System.Text;
using JasperFx.Events.Projections;
using Marten.Events.Daemon;
using Npgsql;

namespace Marten.Events
{
    public static class TestingExtensions
    {
        /// <summary>Waits until every asynchronous projection has come as far as the events drawn by now, whichever process runs it.</summary>
        /// <exception cref="TimeoutException">One has not, or there are no events yet.</exception>
        public static Task WaitForNonStaleProjectionDataAsync(this IDocumentStore store, TimeSpan timeout) =>
            NonStaleData.WaitAsync((DocumentStore)store, timeout);
    }
}

namespace Marten.Events.Daemon
{
    internal static class NonStaleData
    {
        private static readonly TimeSpan PollingTime = TimeSpan.FromMilliseconds(25);

        public static async Task WaitAsync(DocumentStore store, TimeSpan timeout)
        {
            var shards = store.Options.Projections.Async.Select(p => p.ShardName).ToList();
            if (shards.Count == 0)
                return;

            await store.Schema.EnsureEventsAsync(CancellationToken.None);
            var schema = store.Options.EventGraph.SchemaName;
            var goal = await LastDrawnAsync(store.DataSource, schema);
            if (goal == 0)
                throw new TimeoutException("No event activity was detected within the timeout span");

            var progress = new ProgressTable(store.DataSource, schema);
            var waiting = Stopwatch.StartNew();
            while (true)
            {
                var reached = await progress.ReadAllAsync(CancellationToken.None);
                if (shards.Append(ShardState.HighWaterMark).All(shard => reached.Any(state => state.ShardName == shard && state.Sequence >= goal)))
                    return;
                if (waiting.Elapsed > timeout)
                    throw new TimeoutException(Message(goal, shards, reached));
                await Task.Delay(PollingTime);
            }
        }

        private static async Task<long> LastDrawnAsync(NpgsqlDataSource database, string schema)
        {
            await using var command = database.CreateCommand(HighWaterLock.LastDrawnSql(schema));
            return (long)(await command.ExecuteScalarAsync())!;
        }

        private static string Message(long goal, List<string> shards, IReadOnlyList<ShardState> reached)
        {
            var message = new StringBuilder(
                shards.TrueForAll(shard => reached.Any(state => state.ShardName == shard))
                    ? $"The projections timed out before reaching the initial sequence of {goal}"
                    : $"The projection shards (in total of {shards.Count + 1}) haven't been completely started within the timeout span");
            foreach (var state in reached)
                message.AppendLine().Append(state.ShardName).Append(" is at ").Append(state.Sequence);
            return message.ToString();
        }
    }
}
