using System.Text.Json.Nodes;
using Reo.Tenancy.Members;

namespace Reo.Host.Tests.Tenancy;

[Collection(nameof(TenancyHost))]
public sealed class personal_access_tokens(TenancyHost host)
{
    [Fact]
    public async Task do_what_their_owners_role_allows()
    {
        var admin = await host.TenantAsync("token-role");
        var user = await host.MemberAsync("token-role", "user@token-role.example", Role.User);

        var ofAdmin = await host.TokenAsync(admin);
        var ofUser = await host.TokenAsync(user);

        await host.PostAsync(ofAdmin, "/api/v1/products", 201, new { product_id = "p", name = "P" });
        await host.PostAsync(ofUser, "/api/v1/products", 403, new { product_id = "q", name = "Q" });
        (await host.ReadAsync(ofUser, "/api/v1/products"))["products"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task make_no_further_token_and_change_no_password()
    {
        var admin = await host.TenantAsync("token-no-more");
        var token = await host.TokenAsync(admin);

        await host.PostAsync(token, "/api/v1/access-tokens", 403, new { name = "more" });
        await host.PostAsync(token, "/api/v1/me/password", 403, new { current_password = TenancyHost.Password, new_password = "another long password" });
    }

    [Fact]
    public async Task are_listed_without_what_opens_anything_and_with_their_last_use()
    {
        var admin = await host.TenantAsync("token-list");
        var user = await host.MemberAsync("token-list", "user@token-list.example", Role.User);
        var created = await host.PostAsync(user.Cookie, "/api/v1/access-tokens", 201, new { name = "for the nightly export", days = 30 });
        await host.TokenAsync(admin, "of the admin");

        (await OfAsync(user)).Single()!["last_used_at"].ShouldBeNull();
        await host.CallAsync(Caller.WithToken(created["token"]!.GetValue<string>()), "GET", "/api/v1/me", 200);

        var listed = (await OfAsync(user)).Single()!;
        listed["name"]!.GetValue<string>().ShouldBe("for the nightly export");
        listed["last_used_at"]!.GetValue<DateTimeOffset>().ShouldBe(host.Clock.GetUtcNow(), TimeSpan.FromMinutes(1));
        listed.ToJsonString().ShouldNotContain(created["token"]!.GetValue<string>().Split('_')[^1]);
        listed.ToJsonString().ShouldNotContain("hash", Case.Insensitive);
        (await OfAsync(admin)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task end_when_revoked_by_their_owner_or_an_admin()
    {
        var admin = await host.TenantAsync("token-revoke");
        var user = await host.MemberAsync("token-revoke", "user@token-revoke.example", Role.User);
        var ofAdmin = await host.PostAsync(admin.Cookie, "/api/v1/access-tokens", 201, new { name = "admin" });
        var ofUser = await host.PostAsync(user.Cookie, "/api/v1/access-tokens", 201, new { name = "user" });

        await host.CallAsync(user.Cookie, "DELETE", $"/api/v1/access-tokens/{ofAdmin["token_id"]}", 404);
        await host.CallAsync(admin.Cookie, "DELETE", $"/api/v1/access-tokens/{ofUser["token_id"]}", 204);

        await host.CallAsync(Caller.WithToken(ofAdmin["token"]!.GetValue<string>()), "GET", "/api/v1/me", 200);
        await host.CallAsync(Caller.WithToken(ofUser["token"]!.GetValue<string>()), "GET", "/api/v1/me", 401);
        await host.CallAsync(admin.Cookie, "DELETE", "/api/v1/access-tokens/unknown", 404);
    }

    [Fact]
    public async Task end_at_their_end()
    {
        var admin = await host.TenantAsync("token-end");
        var created = await host.PostAsync(admin.Cookie, "/api/v1/access-tokens", 201, new { name = "short", days = 1 });
        var token = Caller.WithToken(created["token"]!.GetValue<string>());
        await host.CallAsync(token, "GET", "/api/v1/me", 200);

        var before = host.Clock.Ahead;
        host.Clock.Ahead += TimeSpan.FromDays(1);
        await host.CallAsync(token, "GET", "/api/v1/me", 401);
        host.Clock.Ahead = before;
    }

    [Fact]
    public async Task need_a_name_and_days_in_range()
    {
        var admin = await host.TenantAsync("token-bad");

        await host.PostAsync(admin.Cookie, "/api/v1/access-tokens", 400, new { name = " " });
        await host.PostAsync(admin.Cookie, "/api/v1/access-tokens", 400, new { name = "x", days = 0 });
        await host.PostAsync(admin.Cookie, "/api/v1/access-tokens", 400, new { name = "x", days = 367 });
    }

    [Theory]
    [InlineData("reo_pat_token-forged_000000000000_0000000000000000000000000000000000000000000")]
    [InlineData("reo_pat__000000000000_0000000000000000000000000000000000000000000")]
    [InlineData("reo_pat_*DEFAULT*_000000000000_0000000000000000000000000000000000000000000")]
    [InlineData("reo_pat_")]
    [InlineData("")]
    public async Task that_nobody_made_open_nothing(string token) =>
        await host.CallAsync(Caller.WithToken(token), "GET", "/api/v1/me", 401);

    private async Task<JsonArray> OfAsync(Member member) =>
        (await host.ReadAsync(member.Cookie, "/api/v1/access-tokens"))["access_tokens"]!.AsArray();
}
