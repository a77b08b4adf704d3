using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Reo.Testing;

namespace Reo.Dashboard.Tests;

/// <summary>The host as a process of its own, with its demo tenant and the demo admin's password; one for a test class.</summary>
public sealed class DashboardHost(PostgresCluster cluster) : IAsyncLifetime
{
    public const string AdminEmail = "admin@demo.example";
    public const string MemberPassword = "correct horse battery";

    private readonly PostgresDatabase _database = new(cluster);
    private RunningHost _host = null!;

    public Uri Address => _host.Address;

    public string AdminPassword => _host.AdminPassword;

    public string ApiKey => _host.ApiKey;

    internal string ConnectionString => _database.ConnectionString;

    internal Npgsql.NpgsqlDataSource Database => _database.DataSource;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        _host = await RunningHost.StartAsync(_database.ConnectionString, "--SignIn:PerMinute=100000", "--Webhooks:AllowPrivateTargets=true", "--Webhooks:WatchEvery=00:00:00.5");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _database.DisposeAsync();
    }

    /// <summary>Somebody who was invited and has joined.</summary>
    /// <returns>The person's member id; the password is <see cref="MemberPassword"/>.</returns>
    internal async Task<string> MemberAsync(string email, string role)
    {
        using var admin = await AdminAsync();
        var invited = await AskAsync(admin, HttpMethod.Post, "/api/v1/members", new { email, role });
        var link = invited!["link"]!.GetValue<string>();
        using var browser = new HttpClient { BaseAddress = Address };
        await AskAsync(browser, HttpMethod.Post, "/api/v1/invitations/accept", new { token = link[(link.IndexOf('#') + 1)..], password = MemberPassword });
        return invited["member_id"]!.GetValue<string>();
    }

    /// <summary>The demo admin's own program, signed in.</summary>
    internal async Task<HttpClient> AdminAsync()
    {
        var admin = new HttpClient { BaseAddress = Address };
        await AskAsync(admin, HttpMethod.Post, "/api/v1/sign-in", new { email = AdminEmail, password = AdminPassword });
        return admin;
    }

    internal static async Task<JsonNode?> AskAsync(HttpClient client, HttpMethod method, string path, object body)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = JsonContent.Create(body) };
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return text.Length == 0 ? null : JsonNode.Parse(text);
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
