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
/// Makes the tables of the views and of the rules before any projection runs. Views of another version than this code's are made anew,
/// and filled from the first event on.
/// </summary>
internal sealed class MetricsTables(NpgsqlDataSource database) : IHostedService
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
            {RebuildLog.Tables}
            {SegmentTables.Create}
            {WebhookTables.Create}
            create table if not exists metrics.view_versions (schema_name text primary key, version integer not null);
            """,
            cancellationToken);
        await DomainLists.LoadAsync(connection, cancellationToken);
        if (!await IsCurrentAsync(connection, cancellationToken))
            await ExecuteAsync(connection, $"{ViewTables.Drop(ViewTables.LiveSchema)} {ForgetProgress}", cancellationToken);
        await ExecuteAsync(connection, ViewTables.Create(ViewTables.LiveSchema), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private const string ForgetProgress =
        $"""
        do
        $$
        begin
            if to_regclass('app.mt_event_progression') is not null then
                delete from app.mt_event_progression where name = '{ViewTables.ProjectionName}:All';
            end if;
        end
        $$;
        """;

    private static async Task<bool> IsCurrentAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into metrics.view_versions as known (schema_name, version)
            values ($1, $2)
            on conflict (schema_name) do update set version = excluded.version
            where known.version <> excluded.version
            """,
            connection)
        {
            Parameters = { new() { Value = ViewTables.LiveSchema }, new() { Value = ViewTables.Version } },
        };
        return await command.ExecuteNonQueryAsync(cancellation) == 0;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
