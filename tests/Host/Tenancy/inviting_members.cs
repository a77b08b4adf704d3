using Reo.Tenancy.Members;

namespace Reo.Host.Tests.Tenancy;

[Collection(nameof(TenancyHost))]
public sealed class inviting_members(TenancyHost host)
{
    [Fact]
    public async Task gives_a_link_that_works_once()
    {
        var admin = await host.TenantAsync("invite-once");
        var invited = await host.PostAsync(admin.Cookie, "/api/v1/members", 201, new { email = "New@Invite-Once.example", role = "User" });
        var link = invited["link"]!.GetValue<string>();
        (await MembersAsync(admin)).ShouldBe(["admin@invite-once.example Admin True", "new@invite-once.example User False"]);
        await host.PostAsync(Caller.Nobody, "/api/v1/sign-in", 401, new { email = "new@invite-once.example", password = TenancyHost.Password });

        await host.AcceptAsync(link, "short", 400);
        await host.AcceptAsync(link, TenancyHost.Password, 204);
        await host.AcceptAsync(link, TenancyHost.Password, 400);

        (await MembersAsync(admin)).ShouldBe(["admin@invite-once.example Admin True", "new@invite-once.example User True"]);
        await host.SignInAsync("new@invite-once.example", TenancyHost.Password);
        await host.PostAsync(admin.Cookie, "/api/v1/members", 409, new { email = "new@invite-once.example" });
    }

    [Fact]
    public async Task gives_a_link_that_ends()
    {
        await host.TenantAsync("invite-late");
        var link = await host.InviteAsync("invite-late", "late@invite-late.example", Role.User);
        var before = host.Clock.Ahead;

        host.Clock.Ahead += TimeSpan.FromDays(7);
        await host.AcceptAsync(link, TenancyHost.Password, 400);
        host.Clock.Ahead = before;

        await host.AcceptAsync(link, TenancyHost.Password, 204);
    }

    [Fact]
    public async Task again_ends_the_link_before()
    {
        var admin = await host.TenantAsync("invite-again");
        var first = await host.PostAsync(admin.Cookie, "/api/v1/members", 201, new { email = "twice@invite-again.example" });

        var second = await host.PostAsync(admin.Cookie, $"/api/v1/members/{first["member_id"]}/invitation", 200);

        await host.AcceptAsync(first["link"]!.GetValue<string>(), TenancyHost.Password, 400);
        await host.AcceptAsync(second["link"]!.GetValue<string>(), TenancyHost.Password, 204);
        await host.PostAsync(admin.Cookie, $"/api/v1/members/{first["member_id"]}/invitation", 409);
        await host.PostAsync(admin.Cookie, "/api/v1/members/nobody/invitation", 404);
    }

    [Fact]
    public async Task who_have_a_password_needs_that_password_and_joins_this_tenant_only()
    {
        var victim = await host.TenantAsync("invite-victim");
        var attacker = await host.TenantAsync("invite-attacker");
        var link = (await host.PostAsync(attacker.Cookie, "/api/v1/members", 201, new { email = victim.Email }))["link"]!.GetValue<string>();

        await host.AcceptAsync(link, "a password of the attacker", 401);
        await host.SignInAsync(victim.Email, TenancyHost.Password);
        await host.AcceptAsync(link, TenancyHost.Password, 204);

        (await host.ReadAsync(victim.Cookie, "/api/v1/tenants"))["tenants"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task by_two_tenants_lets_each_link_join_its_own_tenant_only()
    {
        await host.TenantAsync("invite-left");
        await host.TenantAsync("invite-right");
        const string email = "both@invite.example";
        var left = await host.InviteAsync("invite-left", email, Role.User);
        var right = await host.InviteAsync("invite-right", email, Role.Admin);

        await host.AcceptAsync(left, TenancyHost.Password, 204);

        var cookie = await host.SignInAsync(email, TenancyHost.Password);
        (await host.ReadAsync(cookie, "/api/v1/tenants"))["tenants"]!.AsArray().Count.ShouldBe(1);
        await host.AcceptAsync(right, "another password entirely", 401);
        await host.AcceptAsync(right, TenancyHost.Password, 204);
        (await host.ReadAsync(cookie, "/api/v1/tenants"))["tenants"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task changes_of_role_count_at_the_next_request()
    {
        var admin = await host.TenantAsync("role-now");
        var user = await host.MemberAsync("role-now", "user@role-now.example", Role.User);
        await host.CallAsync(user.Cookie, "POST", "/api/v1/api-keys", 403);

        await host.CallAsync(admin.Cookie, "PUT", $"/api/v1/members/{user.Id}/role", 204, new { role = "Admin" });
        await host.CallAsync(user.Cookie, "POST", "/api/v1/api-keys", 201);
        await host.CallAsync(admin.Cookie, "PUT", $"/api/v1/members/{user.Id}/role", 204, new { role = "User" });

        await host.CallAsync(user.Cookie, "POST", "/api/v1/api-keys", 403);
        await host.CallAsync(admin.Cookie, "PUT", $"/api/v1/members/{user.Id}/role", 400, new { role = "Boss" });
    }

    [Fact]
    public async Task removal_ends_cookie_and_token_at_the_next_request()
    {
        var admin = await host.TenantAsync("remove-now");
        var user = await host.MemberAsync("remove-now", "user@remove-now.example", Role.User);
        var token = await host.TokenAsync(user);
        await host.CallAsync(token, "GET", "/api/v1/members", 200);

        await host.CallAsync(admin.Cookie, "DELETE", $"/api/v1/members/{user.Id}", 204);

        await host.CallAsync(user.Cookie, "GET", "/api/v1/members", 401);
        await host.CallAsync(token, "GET", "/api/v1/members", 401);
        await host.PostAsync(Caller.Nobody, "/api/v1/sign-in", 403, new { email = user.Email, password = TenancyHost.Password });
    }

    [Fact]
    public async Task leaves_one_admin()
    {
        var admin = await host.TenantAsync("last-admin");
        var other = await host.MemberAsync("last-admin", "other@last-admin.example", Role.User);
        await host.CallAsync(admin.Cookie, "DELETE", $"/api/v1/members/{admin.Id}", 409);
        await host.CallAsync(admin.Cookie, "PUT", $"/api/v1/members/{admin.Id}/role", 409, new { role = "User" });

        await host.CallAsync(admin.Cookie, "PUT", $"/api/v1/members/{other.Id}/role", 204, new { role = "Admin" });
        await host.CallAsync(other.Cookie, "DELETE", $"/api/v1/members/{admin.Id}", 204);

        await host.CallAsync(other.Cookie, "DELETE", $"/api/v1/members/{other.Id}", 409);
        await host.CallAsync(other.Cookie, "DELETE", "/api/v1/members/nobody", 404);
        await host.CallAsync(other.Cookie, "PUT", "/api/v1/members/nobody/role", 404, new { role = "User" });
    }

    [Fact]
    public async Task leaves_one_admin_when_two_remove_each_other_at_once()
    {
        var one = await host.TenantAsync("two-admins");
        var two = await host.MemberAsync("two-admins", "two@two-admins.example", Role.Admin);

        await Task.WhenAll(RemoveAsync(one, two), RemoveAsync(two, one));

        await using var session = host.Store.QuerySession("two-admins");
        var members = await session.LoadAsync<TenantMembers>(TenantMembers.StreamOf("two-admins"), TestContext.Current.CancellationToken);
        members!.People.Length.ShouldBe(1);

        async Task RemoveAsync(Member by, Member whom)
        {
            using var client = host.Alba.Server.CreateClient();
            using var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/members/{whom.Id}");
            request.Headers.Add(by.Cookie.Headers[0].Header, by.Cookie.Headers[0].Value);
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            ((int)answer.StatusCode).ShouldBeOneOf(204, 409, 401);
        }
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("a@b@c")]
    [InlineData("a b@c.example")]
    [InlineData("a@c.example\u0000")]
    public async Task needs_an_email(string email)
    {
        var admin = await host.TenantAsync($"bad-email-{Math.Abs(email.GetHashCode(StringComparison.Ordinal)) % 10000}");

        var problem = await host.PostAsync(admin.Cookie, "/api/v1/members", 400, new { email });

        problem["title"]!.GetValue<string>().ShouldBe("E-mail not usable");
    }

    private async Task<string[]> MembersAsync(Member caller) =>
        [.. (await host.ReadAsync(caller.Cookie, "/api/v1/members"))["members"]!.AsArray()
            .Select(member => $"{member!["email"]} {member["role"]} {member["joined"]!.GetValue<bool>()}")];
}
