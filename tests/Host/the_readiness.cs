using System.Text.Json.Nodes;
using JasperFx.Events.Daemon;
using Microsoft.Extensions.DependencyInjection;
using Reo.Testing;

namespace Reo.Host.Tests;

public sealed class the_readiness(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task is_ready_only_while_the_schema_is_whole_and_the_projections_run()
    {
        await using var host = await ReoHost.StartAsync(database.ConnectionString, ("Health:ProjectionPatienceSeconds", "1"));
        var key = await host.TenantAsync("acme", "LOGIN_ACTIVITY");
        await ReoHost.EventuallyAsync(async () => await StatusAsync(host) == "Healthy");

        await ExecuteAsync("alter table reports.developers rename column usage_count to usages");
        (await CheckAsync(host, "schema", 503))["description"]!.GetValue<string>().ShouldContain("reports.developers.usage_count");
        await ExecuteAsync("alter table reports.developers rename column usages to usage_count");
        await host.GetAsync("/health/ready", key: null, 200);

        var coordinator = host.Services.GetRequiredService<IProjectionCoordinator>();
        await coordinator.PauseAsync();
        await host.PostAsync(key, Usage.VendorSample, 200);
        await ReoHost.EventuallyAsync(async () => await StatusAsync(host) == "Unhealthy");
        (await CheckAsync(host, "projections", 503))["description"]!.GetValue<string>().ShouldContain("stands still");
        await host.GetAsync("/health/live", key: null, 200);

        await coordinator.ResumeAsync();
        await ReoHost.EventuallyAsync(async () => await StatusAsync(host) == "Healthy");
    }

    private static async Task<JsonNode> CheckAsync(ReoHost host, string check, int status) =>
        JsonNode.Parse(await (await host.GetAsync("/health/ready", key: null, status)).ReadAsTextAsync())!["checks"]![check]!;

    private static async Task<string> StatusAsync(ReoHost host)
    {
        using var client = host.Alba.Server.CreateClient();
        using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["status"]!.GetValue<string>();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
