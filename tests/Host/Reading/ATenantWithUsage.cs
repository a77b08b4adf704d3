using System.Globalization;
using Alba;
using Reo.Testing;

namespace Reo.Host.Tests.Reading;

/// <summary>Five developers of two companies and of none, by the product's own requests.</summary>
public sealed class ATenantWithUsage(PostgresCluster cluster) : IAsyncLifetime
{
    public const string Today = "2026-03-01";

    private const string Login = "LOGIN_ACTIVITY";
    private const string Export = "BULK EXPORT";

    private readonly HostFixture _fixture = new(cluster);

    internal ReoHost Host => _fixture.Host;

    internal string Key { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await _fixture.InitializeAsync();
        Key = await Host.TenantAsync("reading", Login, Export);

        foreach (var day in new[] { "2026-03-01", "2026-02-28", "2026-02-27", "2026-02-26", "2026-02-25", "2026-02-24", "2026-02-23" })
            await PostAsync("EMAIL", "Ann@Acme.co.uk", $"{day}T10:00:00Z", Login);
        await PostAsync("EMAIL", "ann@acme.co.uk", "2026-03-01T11:00:00Z", Export);
        for (var i = 0; i < 4; i++)
            await PostAsync("EMAIL", "bob@mail.acme.co.uk", "2026-01-20T12:00:00Z", Login, environment: "STAGING");
        await PostAsync("EMAIL", "cleo@gmail.com", "2026-03-01T09:00:00Z", Login);
        await PostAsync("GITHUB", "dan", "2026-02-28T23:59:59Z", "CALL HOME");
        await PostAsync("USERNAME", "eve", "2025-06-01T00:00:00Z", Export, "cli", count: 1_000);
        await PostAsync("USERNAME", "eve", "2025-06-01T00:00:00Z", "CALL HOME", "cli");
        (await Host.Alba.Scenario(request =>
        {
            request.Post.Json(new
            {
                payload = new
                {
                    activity_type = Login,
                    source = "TELEMETRY",
                    domain = "ci.initech.example",
                    mode = "DOMAIN",
                    count = 3,
                    event_id = "t",
                    event_at = At("2025-12-01T00:00:00Z"),
                    product_id = "web",
                },
            }).ToUrl("/api/product/aggregateusage");
            request.WithRequestHeader("X-API-KEY", Key);
        })).ShouldNotBeNull();
        await Host.ProjectedAsync();
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    private Task<IScenarioResult> PostAsync(
        string type, string user, string at, string metric, string product = "web", string environment = "PRODUCTION", int? count = null) =>
        Host.Alba.Scenario(request =>
        {
            request.Post.Json(new
            {
                payload = new
                {
                    activity_type = metric,
                    source = "PRODUCT_CLOUD",
                    environment,
                    user_id = user,
                    user_id_type = type,
                    ip_addr = "203.0.113.7",
                    event_at = At(at),
                    product_id = product,
                    mode = count is null ? null : "USER",
                    count,
                },
            }).ToUrl(count is null ? "/api/product/usage" : "/api/product/aggregateusage");
            request.WithRequestHeader("X-API-KEY", Key);
        });

    private static long At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeSeconds();
}
