using System.Text.Json.Nodes;
using Reo.Tenancy.Members;

namespace Reo.Host.Tests.Tenancy;

[Collection(nameof(TenancyHost))]
public sealed class signing_in(TenancyHost host)
{
    [Fact]
    public async Task sets_a_cookie_that_scripts_and_other_sites_cannot_use()
    {
        var admin = await host.TenantAsync("sign-in-cookie");

        var answer = await host.CallAsync(
            Caller.Nobody, "POST", "/api/v1/sign-in", 200, new { email = " Admin@Sign-In-Cookie.example ", password = TenancyHost.Password });

        var cookie = answer.Context.Response.Headers.SetCookie.ToString();
        cookie.ShouldStartWith("reo_session=");
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        var me = JsonNode.Parse(await answer.ReadAsTextAsync())!;
        me["member_id"]!.GetValue<string>().ShouldBe(admin.Id);
        me["tenant"]!.ToJsonString().ShouldBe("""{"id":"sign-in-cookie","name":"sign-in-cookie","role":"Admin"}""");
    }

    [Theory]
    [InlineData("admin@sign-in-wrong.example")]
    [InlineData("nobody@sign-in-wrong.example")]
    public async Task answers_a_wrong_password_and_an_unknown_email_alike(string email)
    {
        if (email.StartsWith("admin", StringComparison.Ordinal))
            await host.TenantAsync("sign-in-wrong");

        var problem = await host.PostAsync(Caller.Nobody, "/api/v1/sign-in", 401, new { email, password = "wrong password" });

        problem["title"]!.GetValue<string>().ShouldBe("Wrong e-mail or password");
    }

    [Theory]
    [InlineData("admin@sign-in-lock.example")]
    [InlineData("nobody@sign-in-lock.example")]
    public async Task is_locked_after_five_wrong_passwords_even_for_the_right_one(string email)
    {
        if (email.StartsWith("admin", StringComparison.Ordinal))
            await host.TenantAsync("sign-in-lock");
        for (var i = 0; i < 5; i++)
            await host.PostAsync(Caller.Nobody, "/api/v1/sign-in", 401, new { email, password = "wrong password" });

        var locked = await host.CallAsync(Caller.Nobody, "POST", "/api/v1/sign-in", 429, new { email, password = TenancyHost.Password });

        int.Parse(locked.Context.Response.Headers.RetryAfter.ToString()).ShouldBeInRange(800, 900);
    }

    [Fact]
    public async Task is_possible_again_when_the_lock_ends()
    {
        await host.TenantAsync("sign-in-unlock");
        const string email = "admin@sign-in-unlock.example";
        for (var i = 0; i < 5; i++)
            await host.PostAsync(Caller.Nobody, "/api/v1/sign-in", 401, new { email, password = "wrong password" });
        await host.PostAsync(Caller.Nobody, "/api/v1/sign-in", 429, new { email, password = TenancyHost.Password });

        host.Clock.Ahead += TimeSpan.FromMinutes(16);

        await host.PostAsync(Caller.Nobody, "/api/v1/sign-in", 200, new { email, password = TenancyHost.Password });
    }

    [Fact]
    public async Task tries_five_passwords_however_many_come_at_once()
    {
        var admin = await host.TenantAsync("sign-in-storm");

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(async _ =>
        {
            using var client = host.Alba.Server.CreateClient();
            using var body = new StringContent(
                """{"email":"admin@sign-in-storm.example","password":"wrong password"}""", System.Text.Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync(new Uri("/api/v1/sign-in", UriKind.Relative), body, TestContext.Current.CancellationToken);
            return (int)answer.StatusCode;
        }));

        answers.Count(status => status == 401).ShouldBe(5);
        answers.Count(status => status == 429).ShouldBe(25);
        await using var command = host.Database.CreateCommand("select count(*) from app.mt_events where type = 'sign_in_locked' and stream_id = $1");
        command.Parameters.AddWithValue(Person.StreamOf(admin.Id));
        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(1L);
    }

    [Fact]
    public async Task out_ends_the_session_for_whoever_copied_the_cookie()
    {
        var admin = await host.TenantAsync("sign-out");

        await host.CallAsync(admin.Cookie, "POST", "/api/v1/sign-out", 204);

        await host.CallAsync(admin.Cookie, "GET", "/api/v1/me", 401);
    }

    [Fact]
    public async Task ends_thirty_days_later_however_busy_the_session_was()
    {
        var admin = await host.TenantAsync("sign-in-long");
        var before = host.Clock.Ahead;
        try
        {
            var cookie = admin.Cookie;
            for (var hours = 0; hours < 30 * 24 - 10; hours += 10)
            {
                host.Clock.Ahead += TimeSpan.FromHours(10);
                var answer = await host.CallAsync(cookie, "GET", "/api/v1/me", 200);
                if (answer.Context.Response.Headers.SetCookie.Count > 0)
                    cookie = Caller.WithCookieOf(answer);
            }

            host.Clock.Ahead += TimeSpan.FromHours(11);
            await host.CallAsync(cookie, "GET", "/api/v1/me", 401);
        }
        finally
        {
            host.Clock.Ahead = before;
        }
    }

    [Fact]
    public async Task needs_both_email_and_password()
    {
        var problem = await host.PostAsync(Caller.Nobody, "/api/v1/sign-in", 400, new { email = "somebody@example.com" });

        problem["detail"]!.GetValue<string>().ShouldContain("'password'");
    }

    [Fact]
    public async Task changes_nothing_for_a_page_of_another_site()
    {
        var admin = await host.TenantAsync("sign-in-csrf");
        var product = new { product_id = "p", name = "P" };

        await host.PostAsync(admin.Cookie.And("Sec-Fetch-Site", "cross-site"), "/api/v1/products", 403, product);
        await host.PostAsync(admin.Cookie.And("Origin", "https://evil.example"), "/api/v1/products", 403, product);
        await host.PostAsync(Caller.Nobody.And("Origin", "https://evil.example"), "/api/v1/sign-in", 403, new { email = admin.Email, password = TenancyHost.Password });

        await host.PostAsync(admin.Cookie.And("Sec-Fetch-Site", "same-origin"), "/api/v1/products", 201, product);
    }

    [Fact]
    public async Task with_a_new_password_ends_every_other_session()
    {
        var admin = await host.TenantAsync("new-password");
        var elsewhere = await host.SignInAsync(admin.Email, TenancyHost.Password);
        const string next = "another horse and battery";

        await host.PostAsync(admin.Cookie, "/api/v1/me/password", 400, new { current_password = TenancyHost.Password, new_password = "short" });
        await host.PostAsync(admin.Cookie, "/api/v1/me/password", 401, new { current_password = "wrong password", new_password = next });
        var changed = await host.CallAsync(admin.Cookie, "POST", "/api/v1/me/password", 204, new { current_password = TenancyHost.Password, new_password = next });

        await host.CallAsync(Caller.WithCookieOf(changed), "GET", "/api/v1/me", 200);
        await host.CallAsync(elsewhere, "GET", "/api/v1/me", 401);
        await host.CallAsync(admin.Cookie, "GET", "/api/v1/me", 401);
        await host.PostAsync(Caller.Nobody, "/api/v1/sign-in", 401, new { email = admin.Email, password = TenancyHost.Password });
        await host.SignInAsync(admin.Email, next);
    }

    [Fact]
    public async Task works_in_one_tenant_at_a_time()
    {
        await host.TenantAsync("switch-one");
        var admin = await host.TenantAsync("switch-two");
        await host.AcceptAsync(await host.InviteAsync("switch-one", admin.Email, Role.User), TenancyHost.Password, 204);
        await host.PostAsync(admin.Cookie, "/api/v1/products", 201, new { product_id = "two", name = "Two" });

        var me = await host.PostAsync(admin.Cookie, "/api/v1/me/tenant", 200, new { tenant = "switch-one" });

        me["tenant"]!.ToJsonString().ShouldBe("""{"id":"switch-one","name":"switch-one","role":"User"}""");
        (await host.ReadAsync(admin.Cookie, "/api/v1/products"))["products"]!.AsArray().ShouldBeEmpty();
        await host.PostAsync(admin.Cookie, "/api/v1/products", 403, new { product_id = "one", name = "One" });
        await host.PostAsync(admin.Cookie, "/api/v1/me/tenant", 403, new { tenant = "sign-in-cookie" });
        (await host.ReadAsync(admin.Cookie, "/api/v1/tenants")).ToJsonString().ShouldBe(
            """{"tenants":[{"id":"switch-one","name":"switch-one","role":"User"},{"id":"switch-two","name":"switch-two","role":"Admin"}]}""");
    }
}
