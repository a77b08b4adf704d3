using System.Net.Http.Headers;
using System.Text;
using Reo.Host.Database;
using Reo.Metrics.Plan;
using Reo.Tenancy.ApiKeys;
using Reo.Tenancy.Members;
using Reo.Tenancy.Tenants;
using Wolverine;

namespace Reo.Host.Development;

/// <summary>
/// Development only: a tenant to try things with, made by the modules' own commands, and on the console what to try. A later start finds
/// the same tenant and prints the same key.
/// </summary>
internal static class DemoTenant
{
    private const string TenantId = "demo";
    private const string AdminEmail = "admin@demo.example";
    private const string Asker = "start in Development";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    public static async Task IntroduceAsync(WebApplication app, HostDatabase database, CancellationToken cancellation)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var key = await EnsureAsync(scope.ServiceProvider.GetRequiredService<IMessageBus>(), cancellation);
        var address = LocalAddress(app.Urls.First());
        await UntilAcceptedAsync(address, key, cancellation);
        var password = await FirstAdmin.EnsureAsync(app.Services, TenantId, AdminEmail, cancellation);
        Console.WriteLine(Introduction(address, key, database.Description, SignIn(password)));
    }

    private static async Task<string> EnsureAsync(IMessageBus bus, CancellationToken cancellation)
    {
        await bus.InvokeForTenantAsync(TenantId, new RegisterTenant("Demo"), cancellation);
        await bus.InvokeForTenantAsync<PlanAnswer>(TenantId, new ConfigureMetric("LOGIN_ACTIVITY", "PRIMARY", "Log-ins"), cancellation);

        var revealed = await bus.InvokeForTenantAsync<RevealedApiKeys>(TenantId, new RevealApiKeys(Asker), cancellation);
        if (revealed.Keys is [var existing, ..])
            return existing;

        await bus.InvokeForTenantAsync<GeneratedApiKey>(TenantId, new GenerateApiKey(Asker), cancellation);
        return (await bus.InvokeForTenantAsync<RevealedApiKeys>(TenantId, new RevealApiKeys(Asker), cancellation)).Keys[0];
    }

    /// <summary>The key travels to the write path by message. What is printed works when it is printed.</summary>
    private static async Task UntilAcceptedAsync(Uri address, string key, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(_patience);
        using var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Add("X-API-KEY", key);
        while (true)
        {
            using var nothing = new StringContent("{}", Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
            using var answer = await client.PostAsync(new Uri("/api/product/usage", UriKind.Relative), nothing, patience.Token);
            if (!(await answer.Content.ReadAsStringAsync(patience.Token)).Contains("Authentication Failure", StringComparison.Ordinal))
                return;

            await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
        }
    }

    private static Uri LocalAddress(string listening)
    {
        var address = BindingAddress.Parse(listening);
        var host = address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : address.Host;
        return new UriBuilder(address.Scheme, host, address.Port).Uri;
    }

    /// <summary>The password is kept nowhere, so only the start that made it can say it.</summary>
    private static string SignIn(string? password) => password is null
        ? $"Sign in as {AdminEmail}; its password was printed at the first start (a new one: members reset-password --email {AdminEmail})"
        : $"Sign in as {AdminEmail} with password {password}";

    private static string Introduction(Uri address, string key, string database, string signIn)
    {
        var root = address.GetLeftPart(UriPartial.Authority);
        return $$"""

            Reo is running on {{root}}
            Database: {{database}}
            Tenant "{{TenantId}}", metric LOGIN_ACTIVITY, API key {{key}}
            {{signIn}}

            Post the vendor's sample event:

            curl --location '{{root}}/api/product/usage' \
            --header 'X-API-KEY: {{key}}' \
            --header 'Content-Type: application/json' \
            --data '{
                "payload": {
                    "activity_type": "LOGIN_ACTIVITY",
                    "source": "PRODUCT_CLOUD",
                    "environment": "PRODUCTION",
                    "user_id": "https://www.linkedin.com/in/userid",
                    "user_id_type": "LINKEDIN",
                    "ip_addr": "156.59.87.83",
                    "event_id": 1231231232,
                    "event_at": 639303296,
                    "product_id": "reoWebApp",
                    "user_agent": "Mozilla/5.0 (Macintosh, Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
                    "meta": {"property1": "value1", "property2": "value2"}
                }
            }'

            See the developer it came from:

            curl '{{root}}/api/v1/developers' --header 'X-API-KEY: {{key}}'

            All endpoints: {{root}}/docs
            Ctrl-C stops.

            """;
    }
}
