using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Reo.Ingestion.ApiKeys;
using Reo.Ingestion.Health;
using Reo.Ingestion.HeldEvents;
using Reo.Ingestion.Import;
using Reo.Ingestion.Plan;
using Reo.Tenancy.Contracts;

namespace Reo.Ingestion.Node;

/// <summary>
/// Keeps the keys and plans in this node's memory equal to the tables. Whoever changes a table notifies in the same transaction, and
/// every node reads again; a connection that dies silently is found out by the probe, and everything is read again on the next one.
/// </summary>
internal sealed partial class NodeMemory(
    NpgsqlDataSource database, KnownApiKeys keys, KnownPlans plans, TimeProvider clock, ILogger<NodeMemory> log) : BackgroundService
{
    private const string Channel = "ingestion_node_memory";

    /// <summary>Belongs into every transaction that changes one of the tables.</summary>
    public const string Tell = $"select pg_notify('{Channel}', '')";

    private static readonly TimeSpan _probeEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _retryAfter = TimeSpan.FromMilliseconds(250);

    /// <summary>Returns when the memory is filled: requests come after this.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var tables = new NpgsqlCommand(
            $"""
            select pg_advisory_xact_lock(hashtext('reo tables'));
            create schema if not exists ingestion;
            {ApiKeyCopy.Table}
            {PlanCopy.Table}
            {HeldActivityTypes.Table}
            {KnownTenants.Table}
            {ImportPosition.Table}
            {OutcomesByHour.Table}
            """,
            connection);
        await tables.ExecuteNonQueryAsync(cancellationToken);
        await FillAsync(connection, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogLost(e);
                await Task.Delay(_retryAfter, clock, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        // A notification can also come in with the answer to a statement, and then no wait ends by it.
        var isTold = true;
        connection.Notification += (_, _) => isTold = true;
        await using var listen = new NpgsqlCommand($"listen {Channel}", connection);
        await listen.ExecuteNonQueryAsync(cancellation);

        await using var probe = new NpgsqlCommand("select 1", connection) { CommandTimeout = 1 };
        while (true)
        {
            if (isTold)
            {
                isTold = false;
                await FillAsync(connection, cancellation);
            }
            else if (!await connection.WaitAsync(_probeEvery, cancellation))
            {
                await probe.ExecuteNonQueryAsync(cancellation);
            }
        }
    }

    private async Task FillAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { new NpgsqlBatchCommand(ApiKeyCopy.SelectGenerated), new NpgsqlBatchCommand(PlanCopy.Select) },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellation);

        var knownKeys = new List<KnownApiKey>();
        while (await reader.ReadAsync(cancellation))
        {
            knownKeys.Add(new KnownApiKey(
                reader.GetString(0),
                reader.GetString(1),
                new ApiKeyHash(reader.GetFieldValue<byte[]>(2), reader.GetFieldValue<byte[]>(3)),
                await reader.IsDBNullAsync(4, cancellation) ? null : reader.GetFieldValue<DateTimeOffset>(4)));
        }

        await reader.NextResultAsync(cancellation);
        var knownPlans = new List<(string, string[])>();
        while (await reader.ReadAsync(cancellation))
            knownPlans.Add((reader.GetString(0), reader.GetFieldValue<string[]>(1)));

        keys.Replace(knownKeys);
        plans.Replace(knownPlans);
    }

    [LoggerMessage(LogLevel.Warning, "Keys and plans on this node may be out of date: the database cannot be reached")]
    private partial void LogLost(Exception exception);
}
