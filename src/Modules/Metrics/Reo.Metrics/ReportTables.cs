using Microsoft.Extensions.Hosting;
using Npgsql;
using Reo.Metrics.Developers;
using Reo.Metrics.Plan;

namespace Reo.Metrics;

/// <summary>Makes the tables of the views before any projection runs.</summary>
internal sealed class ReportTables(NpgsqlDataSource database) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            select pg_advisory_xact_lock(hashtext('reo tables'));
            create schema if not exists reports;
            {DeveloperView.Table}
            {NotConfiguredActivityType.Table}
            """);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
