using System.Globalization;
using JasperFx.Events.Daemon;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reo.Metrics.Views;

namespace Reo.Host.Tests.Views;

/// <summary>Everything that stands in the views of a tenant, and a way to make it anew.</summary>
internal static class ViewRows
{
    /// <summary>Every row of every table as text, without what tells tenants apart.</summary>
    public static async Task<List<string>> AllAsync(NpgsqlDataSource database, string tenantId, string schema = ViewTables.LiveSchema)
    {
        var rows = new List<string>();
        foreach (var table in ViewTables.Names)
        {
            rows.AddRange(await ReadAsync(
                database,
                $"select '{table} ' || (to_jsonb(entry) - 'tenant_id' - 'row_key')::text collate \"C\" from {schema}.{table} entry where tenant_id = $1 order by 1",
                tenantId));
        }

        return rows;
    }

    /// <summary>The first column of a query with the tenant as <c>$1</c>.</summary>
    public static async Task<List<string>> ReadAsync(NpgsqlDataSource database, string sql, string tenantId)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue(tenantId);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            rows.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture)!);
        return rows;
    }

    public static async Task RebuildAsync(ReoHost host)
    {
        var coordinator = host.Services.GetRequiredService<IProjectionCoordinator>();
        await coordinator.PauseAsync();
        using (var daemon = await host.Store.BuildProjectionDaemonAsync())
        {
            await daemon.RebuildProjectionAsync(ViewTables.ProjectionName, TestContext.Current.CancellationToken);
            await daemon.StopAllAsync();
        }

        await coordinator.ResumeAsync();
    }
}
