using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Reo.Testing;

namespace Reo.Tool.Tests;

/// <summary>The real host with its demo tenant, and its admin signed in; for one test class.</summary>
public sealed class DemoServer(PostgresCluster cluster) : IAsyncLifetime
{
    private readonly PostgresDatabase _database = new(cluster);
    private readonly HttpClient _admin = new();

    internal RunningHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        Host = await RunningHost.StartAsync(_database.ConnectionString);
        _admin.BaseAddress = Host.Address;
        await SendAsync(HttpMethod.Post, "/api/v1/sign-in", new { email = "admin@demo.example", password = Host.AdminPassword, tenant = "demo" });
    }

    internal Task ConfigureAsync(string metric, string slot, string? displayName = null) =>
        SendAsync(HttpMethod.Put, $"/api/v1/metrics/{Uri.EscapeDataString(metric)}", new { slot, display_name = displayName });

    internal Task ArchiveAsync(string metric) => SendAsync(HttpMethod.Delete, $"/api/v1/metrics/{Uri.EscapeDataString(metric)}", null);

    internal async Task<string> TokenAsync()
    {
        var created = await SendAsync(HttpMethod.Post, "/api/v1/access-tokens", new { name = "tool", days = 1 });
        return (string)JsonNode.Parse(created)!["token"]!;
    }

    internal async Task<string> PlanAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/metrics/plan");
        using var answer = await _admin.SendAsync(request, TestContext.Current.CancellationToken);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await Host.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task<string> SendAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await _admin.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{method} {path}: {(int)answer.StatusCode} {text}");
        return text;
    }
}
