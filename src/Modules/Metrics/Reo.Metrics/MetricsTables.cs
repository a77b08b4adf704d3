using Microsoft.Extensions.Hosting;
using Npgsql;
using Reo.Metrics.Plan;
using Reo.Metrics.Rebuilds;
using Reo.Metrics.Recognition;
using Reo.Metrics.Segments;
using Reo.Metrics.Views;
using Reo.Metrics.Webhooks;

namespace Reo.Metrics;

/// <summary>
/// Makes the tables of the views and of the rules before any projection runs. Views of another version than this code's stay as they are.
/// </summary>
internal sealed class MetricsTables(NpgsqlDataSource database, ViewsVersion version) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(
            connection,
            $"""
            select pg_advisory_xact_lock(hashtext('reo tables'));
            create schema if not exists reports;
            {NotConfiguredActivityType.Table}
            {CompanyRules.Table}
            {RecognitionTables.Create}
            {TotalAggregate.Create}
            {RebuildLog.Tables}
            {SegmentTables.Create}
            {WebhookTables.Create}
            {ViewsVersion.Tables}
            """,
            cancellationToken);
        await DomainLists.LoadAsync(connection, cancellationToken);
        var live = await ViewsVersion.LiveAsync(connection, cancellationToken);
        if (live is null)
            await ExecuteAsync(connection, ViewsVersion.Record(version.Number), cancellationToken);
        if (live is null || live == version.Number)
            await ExecuteAsync(connection, ViewTables.Create(ViewTables.LiveSchema), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
