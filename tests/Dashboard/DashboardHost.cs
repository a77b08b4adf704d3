using System.Net.Http.Json;
using Reo.Testing;

namespace Reo.Dashboard.Tests;

/// <summary>The host as a process of its own, with its demo tenant and the demo admin's password; one for a test class.</summary>
public sealed class DashboardHost(PostgresCluster cluster) : IAsyncLifetime
{
    public const string AdminEmail = "admin@demo.example";

    private readonly PostgresDatabase _database = new(cluster);
    private RunningHost _host = null!;

    public Uri Address => _host.Address;

    public string AdminPassword => _host.AdminPassword;

    public string ApiKey => _host.ApiKey;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        _host = await RunningHost.StartAsync(_database.ConnectionString, "--SignIn:PerMinute=100000");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _database.DisposeAsync();
    }

    /// <summary>A developer logs in to the product, who posts it.</summary>
    internal async Task PostAsync(string activityType, string email, int status = 200)
    {
        using var product = new HttpClient { BaseAddress = Address };
        product.DefaultRequestHeaders.Add("X-API-KEY", ApiKey);
        using var answer = await product.PostAsJsonAsync(
            new Uri("/api/product/usage", UriKind.Relative),
            new
            {
                payload = new
                {
                    activity_type = activityType,
                    source = "PRODUCT_CLOUD",
                    user_id = email,
                    user_id_type = "EMAIL",
                    product_id = "web",
                    event_at = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
                },
            },
            TestContext.Current.CancellationToken);
        ((int)answer.StatusCode).ShouldBe(status);
    }

    /// <summary>Returns when the views show everything that was posted.</summary>
    internal async Task ProjectedAsync()
    {
        await using var behind = _database.DataSource.CreateCommand(
            """
            select coalesce((select max(seq_id) from app.mt_events), 0)
                > coalesce((select last_seq_id from app.mt_event_progression where name = 'Views:All'), 0)
            """);
        while ((bool)(await behind.ExecuteScalarAsync(TestContext.Current.CancellationToken))!)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
    }
}
