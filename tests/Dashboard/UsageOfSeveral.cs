using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Reo.Dashboard.Tests;

/// <summary>What a product posts of its developers. Posting the same twice comes to the same.</summary>
internal sealed class UsageOfSeveral : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _product;

    public UsageOfSeveral(DashboardHost host)
    {
        _product = new HttpClient { BaseAddress = host.Address };
        _product.DefaultRequestHeaders.Add("X-API-KEY", host.ApiKey);
    }

    public async Task PostAsync(string email, string eventId, string product = "web", string environment = "PRODUCTION", long? at = null)
    {
        using var answer = await _product.PostAsJsonAsync(
            new Uri("/api/product/usage", UriKind.Relative),
            new
            {
                payload = new
                {
                    activity_type = "LOGIN_ACTIVITY",
                    source = "PRODUCT_CLOUD",
                    user_id = email,
                    user_id_type = "EMAIL",
                    product_id = product,
                    environment,
                    event_id = eventId,
                    event_at = at ?? TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
                    meta = new { plan = "team" },
                },
            },
            TestContext.Current.CancellationToken);
        ((int)answer.StatusCode).ShouldBe(200);
    }

    /// <summary>Until the views have come as far.</summary>
    public async Task UntilSeenAsync(string path, Func<JsonNode, bool> isThere)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(_patience);
        while (!isThere(JsonNode.Parse(await _product.GetStringAsync(new Uri(path, UriKind.Relative), patience.Token))!))
            await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
    }

    public Task UntilSeenAsync(string path, int total) => UntilSeenAsync(path, list => list["total"]!.GetValue<int>() >= total);

    public void Dispose() => _product.Dispose();
}
