using System.Text;
using Alba;
using Marten;
using Marten.Events;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reo.Ingestion.ApiKeys;
using Reo.Ingestion.Plan;
using Reo.Metrics.Plan;
using Reo.Tenancy.ApiKeys;
using Reo.Tenancy.Tenants;
using Wolverine;

namespace Reo.Host.Tests;

/// <summary>The whole host in memory, on a database that is given to it; and the doors that tests go through.</summary>
internal sealed class ReoHost(IAlbaHost alba) : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    public IAlbaHost Alba => alba;

    public IServiceProvider Services => alba.Services;

    public IDocumentStore Store => Services.GetRequiredService<IDocumentStore>();

    public static Task<ReoHost> StartAsync(string connectionString, params (string Key, string Value)[] settings) =>
        StartAsync(connectionString, _ => { }, settings);

    /// <param name="connectionString">Of its database.</param>
    /// <param name="services">What differs from the host's own.</param>
    /// <param name="settings">Its configuration.</param>
    public static async Task<ReoHost> StartAsync(
        string connectionString, Action<IServiceCollection> services, params (string Key, string Value)[] settings) => new(
        await AlbaHost.For<Program>(host =>
        {
            host.ConfigureServices(services);
            host.UseEnvironment("Testing");
            host.ConfigureLogging(logging => logging.ClearProviders());
            host.UseSetting("ConnectionStrings:reo", connectionString);
            foreach (var (key, value) in settings)
                host.UseSetting(key, value);
        }));

    /// <summary>A tenant with metrics and a working key, known to this node's write path when this returns.</summary>
    public async Task<string> TenantAsync(string tenantId, params string[] metrics)
    {
        await InvokeAsync(tenantId, new RegisterTenant(tenantId));
        foreach (var (metric, slot) in metrics.Select((metric, i) => (metric, i == 0 ? "PRIMARY" : $"SECONDARY{i}")))
            (await InvokeAsync<PlanAnswer>(tenantId, new ConfigureMetric(metric, slot))).Problem.ShouldBeNull();

        var key = await KeyAsync(tenantId);
        await EventuallyAsync(() => Services.GetRequiredService<KnownApiKeys>().TenantOf(key) == tenantId);
        await EventuallyAsync(() => metrics.All(metric => Services.GetRequiredService<KnownPlans>().Allows(tenantId, metric)));
        return key;
    }

    public async Task<string> KeyAsync(string tenantId)
    {
        var (keyId, before) = (await InvokeAsync<GeneratedApiKey>(tenantId, new GenerateApiKey("test")), await RevealAsync(tenantId));
        return before.Single(key => key.Contains(keyId.KeyId, StringComparison.Ordinal));
    }

    public async Task<string[]> RevealAsync(string tenantId) =>
        (await InvokeAsync<RevealedApiKeys>(tenantId, new RevealApiKeys("test"))).Keys;

    public async Task InvokeAsync(string tenantId, object command)
    {
        await using var scope = Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMessageBus>().InvokeForTenantAsync(tenantId, command);
    }

    public async Task<T> InvokeAsync<T>(string tenantId, object command)
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMessageBus>().InvokeForTenantAsync<T>(tenantId, command);
    }

    public Task<IScenarioResult> PostAsync(string? key, string body, int status, Action<Scenario>? more = null) => alba.Scenario(request =>
    {
        request.Post.ByteArray(Encoding.UTF8.GetBytes(body)).ToUrl("/api/product/usage").ContentType("application/json");
        if (key is not null)
            request.WithRequestHeader("X-API-KEY", key);
        more?.Invoke(request);
        request.StatusCodeShouldBe(status);
    });

    public Task<IScenarioResult> GetAsync(string path, string? key, int status) => alba.Scenario(request =>
    {
        request.Get.Url(path);
        if (key is not null)
            request.WithRequestHeader("X-API-KEY", key);
        request.StatusCodeShouldBe(status);
    });

    /// <summary>Returns when every view shows every event there is.</summary>
    public Task ProjectedAsync() => Store.WaitForNonStaleProjectionDataAsync(_patience);

    public static async Task EventuallyAsync(Func<bool> condition) => await EventuallyAsync(() => Task.FromResult(condition()));

    public static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(_patience);
        while (!await condition())
            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
    }

    public async ValueTask DisposeAsync() => await alba.DisposeAsync();
}
