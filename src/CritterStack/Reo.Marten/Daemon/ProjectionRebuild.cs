using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten.Events.Projections;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marten.Events.Daemon;

/// <summary>Empties what a projection wrote, and applies all events again, up to where they end now.</summary>
internal sealed class ProjectionRebuild(DocumentStore store, ProjectionRegistration projection, ProgressTable progress, ILogger logger)
{
    public async Task RunAsync(CancellationToken ct)
    {
        await TearDownAsync(ct);
        var mark = await HighWaterDetector.ReadOnceAsync(store, progress, ct);
        logger.LogInformation("Rebuilding projection {Projection} up to {Mark}", projection.Name, mark);
        await new Shard(store, projection, progress, store.Options.Projections.RebuildErrors, logger).CatchUpAsync(mark, ct);
        if (projection.Lifecycle != ProjectionLifecycle.Async)
            await progress.ForgetAsync(projection.ShardName, ct);
    }

    private async Task TearDownAsync(CancellationToken ct)
    {
        await using var connection = await store.DataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);

        // First of all: this waits for a page that another process has under way.
        await progress.ForgetAsync(transaction, projection.ShardName, ct);
        foreach (var table in TablesToClear())
            await ExecuteAsync(transaction, $"delete from {table}", ct);
        await ForgetDeadLettersAsync(transaction, ct);
        await transaction.CommitAsync(ct);
    }

    private IEnumerable<string> TablesToClear()
    {
        IEnumerable<Type> documents = projection.DocumentType is { } own ? [own, .. projection.Options.DocumentsToClear] : projection.Options.DocumentsToClear;
        return [.. projection.Options.TablesToClear, .. documents.Distinct().Select(TableOf)];
    }

    private async Task ForgetDeadLettersAsync(NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"delete from {TableOf(typeof(DeadLetterEvent))} where data ->> 'ProjectionName' = $1", transaction.Connection, transaction);
        command.Parameters.Add(new() { Value = projection.Name });
        await command.ExecuteNonQueryAsync(ct);
    }

    private string TableOf(Type document) => store.Options.Documents.StorageFor(document).Table;

    private static async Task ExecuteAsync(NpgsqlTransaction transaction, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, transaction.Connection, transaction) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
