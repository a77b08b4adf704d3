using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Reo.Ingestion.Plan;
using Reo.Metrics.Plan;
using Reo.Tenancy.Contracts;
using Reo.Tenancy.Members;
using Wolverine;

namespace Reo.Host.Tests.Tenancy;

/// <summary>
/// Walks whatever endpoints the running host has: a new one is covered here without a change. Everything of tenant A that has a name is
/// named after a zebra; no answer to anybody else may speak of zebras, and nobody else may change what A has.
/// </summary>
[Collection(nameof(TenancyHost))]
public sealed class every_endpoint(TenancyHost host)
{
    private const string Marker = "zebra";

    private static int setUps;

    [Fact]
    public async Task asks_for_a_credential_unless_it_says_that_it_is_open()
    {
        var a = await SetUpAsync();
        var guarded = AnEndpoint.AllOf(host.Alba.Services).Where(endpoint => !endpoint.IsOpenToEverybody).ToList();
        guarded.Count.ShouldBeGreaterThan(20);

        await WalkAsync(a, guarded, () => Task.FromResult(Caller.Nobody), answer => answer.Status.ShouldBe(
            answer.Endpoint is { IsPage: true, IsRead: true } ? HttpStatusCode.Redirect : HttpStatusCode.Unauthorized, answer.ToString()));
    }

    [Fact]
    public async Task that_is_open_says_nothing_of_any_tenant()
    {
        var a = await SetUpAsync();
        var open = AnEndpoint.AllOf(host.Alba.Services).Where(endpoint => endpoint.IsOpenToEverybody).ToList();

        await WalkAsync(a, open, () => Task.FromResult(Caller.Nobody), RefusesOrSaysNothing);
    }

    [Theory]
    [InlineData("API key")]
    [InlineData("token")]
    [InlineData("cookie")]
    public async Task shows_and_changes_nothing_of_another_tenant(string credential)
    {
        var a = await SetUpAsync();
        var b = await host.TenantAsync($"lion-{a.Number}");
        var (_, key) = await host.ApiKeyAsync(b);
        var token = await host.TokenAsync(b);

        await WalkAsync(a, AnEndpoint.AllOf(host.Alba.Services), async () => credential switch
        {
            "API key" => Caller.WithKey(key),
            "token" => token,
            _ => await host.SignInAsync(b.Email, TenancyHost.Password),
        }, RefusesOrSaysNothing);
    }

    [Fact]
    public async Task of_the_tenant_itself_shows_it_to_its_admin()
    {
        var a = await SetUpAsync();
        var telling = new List<string>();
        foreach (var endpoint in AnEndpoint.AllOf(host.Alba.Services).Where(endpoint => endpoint is { IsRead: true, HasIds: false }))
        {
            if ((await SendAsync(endpoint, a.AdminToken, "none")).Body.Contains(Marker, StringComparison.OrdinalIgnoreCase))
                telling.Add(endpoint.ToString());
        }

        foreach (var path in new[] { "products", "members", "api-keys", "access-tokens", "developers" })
            telling.ShouldContain($"GET /api/v1/{path}");
    }

    [Theory]
    [InlineData("token")]
    [InlineData("cookie")]
    public async Task for_admins_is_closed_to_a_user_of_the_tenant(string credential)
    {
        var a = await SetUpAsync();
        var forAdmins = AnEndpoint.AllOf(host.Alba.Services)
            .Where(endpoint => endpoint.Policies.Contains(Access.ManageTenant) || endpoint.Policies.Contains(Access.LinkIdentities)).ToList();
        forAdmins.Count.ShouldBeGreaterThan(10);

        await WalkAsync(
            a, forAdmins, () => Task.FromResult(credential == "token" ? a.UserToken : a.User.Cookie),
            answer => answer.Status.ShouldBe(HttpStatusCode.Forbidden, answer.ToString()));
    }

    [Fact]
    public async Task that_neither_reads_views_nor_links_is_closed_to_the_tenants_own_api_key()
    {
        var a = await SetUpAsync();
        var closed = AnEndpoint.AllOf(host.Alba.Services)
            .Where(endpoint => !endpoint.IsOpenToEverybody && !endpoint.Policies.Contains(Access.ReadOwnTenant) && !endpoint.Policies.Contains(Access.LinkIdentities))
            .ToList();

        await WalkAsync(
            a, closed, () => Task.FromResult(Caller.WithKey(a.Key)),
            answer => answer.Status.ShouldBe(HttpStatusCode.Forbidden, answer.ToString()));
    }

    [Fact]
    public void that_reads_views_for_api_keys_only_reads() =>
        AnEndpoint.AllOf(host.Alba.Services)
            .Where(endpoint => endpoint.Policies.Contains(Access.ReadOwnTenant) && !endpoint.IsRead)
            .Select(endpoint => endpoint.ToString())
            .ShouldBeEmpty();

    private static void RefusesOrSaysNothing(Answer answer)
    {
        ((int)answer.Status).ShouldBeLessThan(500, answer.ToString());
        answer.Body.ShouldNotContain(Marker, Case.Insensitive, answer.ToString());
    }

    /// <summary>Each endpoint with each id of A in its route, or once when it has none. Nothing of A may be another afterwards.</summary>
    private async Task WalkAsync(TenantA a, IReadOnlyList<AnEndpoint> endpoints, Func<Task<Caller>> signIn, Action<Answer> check)
    {
        var before = await StateAsync(a);
        var caller = await signIn();
        foreach (var endpoint in endpoints)
        {
            foreach (var id in endpoint.HasIds ? a.Ids : a.Ids.Take(1))
            {
                var answer = await SendAsync(endpoint, caller, id);
                check(answer);
                if (caller.Name == "cookie" && endpoint.Endpoint.RoutePattern.RawText!.EndsWith("/sign-out", StringComparison.Ordinal))
                    caller = await signIn();
            }

            (await StateAsync(a)).ShouldBe(before, $"{endpoint} by {caller} changed what tenant A has");
        }
    }

    private async Task<Answer> SendAsync(AnEndpoint endpoint, Caller caller, string id)
    {
        using var client = host.Alba.Server.CreateClient();
        using var request = endpoint.Request(caller, id);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var asked = request.Content is null ? "" : await request.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        // An answer may repeat what it was asked: that tells nobody anything.
        return new Answer(endpoint, caller, id, response.StatusCode, Without(body, id), asked);
    }

    private static string Without(string body, string id) =>
        body.Replace(id, "?", StringComparison.OrdinalIgnoreCase).Replace(Uri.EscapeDataString(id), "?", StringComparison.OrdinalIgnoreCase);

    /// <summary>A digest of every row that is A's, or speaks of A's people.</summary>
    private async Task<string> StateAsync(TenantA a)
    {
        var tables = new List<string>();
        await using (var list = host.Database.CreateCommand(
            """
            select format('%I.%I', table_schema, table_name)
            from information_schema.columns
            where column_name = 'tenant_id'
                and table_schema not in ('pg_catalog', 'information_schema')
            order by 1
            """))
        await using (var reader = await list.ExecuteReaderAsync(TestContext.Current.CancellationToken))
        {
            while (await reader.ReadAsync(TestContext.Current.CancellationToken))
                tables.Add(reader.GetString(0));
        }

        tables.Count.ShouldBeGreaterThan(10);
        var state = string.Join(
            "\nunion all\n",
            tables.Select(table =>
                $"""
                select '{table}' || count(*) || coalesce(md5(string_agg(t::text, '|' order by t::text)), '')
                from {table} as t
                where tenant_id = $1 or (tenant_id = '_installation' and t::text like any ($2))
                """));
        await using var digest = host.Database.CreateCommand(state);
        digest.Parameters.AddWithValue(a.Id);
        digest.Parameters.AddWithValue(a.People.Select(person => $"%{person}%").ToArray());
        var lines = new List<string>();
        await using var rows = await digest.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await rows.ReadAsync(TestContext.Current.CancellationToken))
            lines.Add(rows.GetString(0));
        return string.Join('\n', lines);
    }

    private async Task<TenantA> SetUpAsync()
    {
        var number = Interlocked.Increment(ref setUps);
        var tenantId = $"{Marker}-{number}";
        var admin = await host.TenantAsync(tenantId, "Zebra Ltd");
        var user = await host.MemberAsync(tenantId, $"user@{tenantId}.example", Role.User);
        var invited = await host.PostAsync(admin.Cookie, "/api/v1/members", 201, new { email = $"invited@{tenantId}.example" });
        await host.PostAsync(admin.Cookie, "/api/v1/products", 201, new { product_id = $"{Marker}App", name = "Zebra app" });
        var (keyId, key) = await host.ApiKeyAsync(admin);
        var adminToken = await host.TokenAsync(admin, "zebra token");
        var userToken = await host.TokenAsync(user, "zebra token");
        await host.CallAsync(adminToken, "GET", "/api/v1/me", 200);
        await host.CallAsync(userToken, "GET", "/api/v1/me", 200);

        await using (var scope = host.Alba.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<IMessageBus>().InvokeForTenantAsync<PlanAnswer>(
                tenantId, new ConfigureMetric("ZEBRA_ACTIVITY", "PRIMARY"));
        }

        // Not held, which would be released at some later moment.
        await ReoHost.EventuallyAsync(() => host.Alba.Services.GetRequiredService<KnownPlans>().Allows(tenantId, "ZEBRA_ACTIVITY"));

        await PostUsageAsync(key);
        await UntilSeenAsync(adminToken);
        await UntilCountedAsync(tenantId);
        string[] ids =
        [
            tenantId, admin.Id, invited["member_id"]!.GetValue<string>(), keyId, $"{Marker}App",
            adminToken.Headers[0].Value.Split('_')[3], "ZEBRA_ACTIVITY", $"github/{Marker}",
        ];
        return new TenantA(number, tenantId, admin, user, key, adminToken, userToken, ids, [admin.Id, user.Id, ids[2], $"@{tenantId}.example"]);
    }

    /// <summary>The counts of what was posted come some seconds later.</summary>
    private Task UntilCountedAsync(string tenantId) => ReoHost.EventuallyAsync(async () =>
    {
        await using var counted = host.Database.CreateCommand("select exists (select from ingestion.outcomes_by_hour where tenant_id = $1)");
        counted.Parameters.AddWithValue(tenantId);
        return (bool)(await counted.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    });

    private async Task PostUsageAsync(string key)
    {
        const string usage =
            """{"payload":{"activity_type":"ZEBRA_ACTIVITY","source":"PRODUCT_CLOUD","user_id":"zebra","user_id_type":"GITHUB","event_at":1767323045,"product_id":"zebraApp"}}""";
        using var client = host.Alba.Server.CreateClient();
        client.DefaultRequestHeaders.Add("X-API-KEY", key);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            using var body = new StringContent(usage, Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync(new Uri("/api/product/usage", UriKind.Relative), body, patience.Token);
            if (answer.StatusCode == HttpStatusCode.OK)
                return;

            // The key and the plan travel to the write path by message.
            await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
        }
    }

    /// <summary>All that A's set-up put under way has arrived: from here on only the walk can change anything.</summary>
    private async Task UntilSeenAsync(Caller caller)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while ((await host.ReadAsync(caller, "/api/v1/developers"))["developers"]!.AsArray().Count == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
    }

    private sealed record TenantA(
        int Number, string Id, Member Admin, Member User, string Key, Caller AdminToken, Caller UserToken, string[] Ids, string[] People);

    private sealed record Answer(AnEndpoint Endpoint, Caller Caller, string Id, HttpStatusCode Status, string Body, string Asked)
    {
        public override string ToString() => $"{Endpoint} with {Id} by {Caller}, body {Asked}: {(int)Status} {Body}";
    }
}
