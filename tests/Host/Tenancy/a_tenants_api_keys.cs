using Reo.Tenancy.Members;

namespace Reo.Host.Tests.Tenancy;

[Collection(nameof(TenancyHost))]
public sealed class a_tenants_api_keys(TenancyHost host)
{
    [Fact]
    public async Task are_generated_by_an_admin_and_viewed_by_any_member_each_view_being_kept()
    {
        var admin = await host.TenantAsync("keys-view");
        var user = await host.MemberAsync("keys-view", "user@keys-view.example", Role.User);
        var (keyId, key) = await host.ApiKeyAsync(admin);

        var seen = await host.CallAsync(user.Cookie, "POST", $"/api/v1/api-keys/{keyId}/reveal", 200);

        (await seen.ReadAsTextAsync()).ShouldBe($$"""{"key_id":"{{keyId}}","key":"{{key}}"}""");
        seen.Context.Response.Headers.CacheControl.ToString().ShouldBe("no-store");
        await host.CallAsync(Caller.WithKey(key), "GET", "/api/v1/developers", 200);
        (await AuditAsync(admin, keyId)).ShouldBe([$"Generated {admin.Email}", $"Revealed {admin.Email}", $"Revealed {user.Email}"]);
        await host.CallAsync(user.Cookie, "GET", $"/api/v1/api-keys/{keyId}/audit", 403);
        await host.CallAsync(user.Cookie, "POST", "/api/v1/api-keys", 403);
    }

    [Fact]
    public async Task are_listed_without_their_secrets()
    {
        var admin = await host.TenantAsync("keys-list");
        var (keyId, key) = await host.ApiKeyAsync(admin);

        var list = (await host.ReadAsync(admin.Cookie, "/api/v1/api-keys"))["api_keys"]!.AsArray();

        list.Single()!["masked"]!.GetValue<string>().ShouldBe($"reo_keys-list_{keyId}_…");
        list.Single()!["working"]!.GetValue<bool>().ShouldBeTrue();
        list.ToJsonString().ShouldNotContain(key.Split('_')[^1]);
    }

    [Fact]
    public async Task work_beside_the_new_one_for_the_overlap_when_rotated()
    {
        var admin = await host.TenantAsync("keys-rotate");
        var (oldId, old) = await host.ApiKeyAsync(admin);

        var rotated = await host.PostAsync(admin.Cookie, $"/api/v1/api-keys/{oldId}/rotate", 201, new { overlap_hours = 2 });
        var newKey = (await host.PostAsync(admin.Cookie, $"/api/v1/api-keys/{rotated["key_id"]}/reveal", 200))["key"]!.GetValue<string>();

        await host.CallAsync(Caller.WithKey(old), "GET", "/api/v1/developers", 200);
        await host.CallAsync(Caller.WithKey(newKey), "GET", "/api/v1/developers", 200);
        var before = host.Clock.Ahead;
        host.Clock.Ahead += TimeSpan.FromHours(2);
        await host.CallAsync(Caller.WithKey(old), "GET", "/api/v1/developers", 401);
        await host.CallAsync(Caller.WithKey(newKey), "GET", "/api/v1/developers", 200);
        await host.PostAsync(admin.Cookie, $"/api/v1/api-keys/{oldId}/reveal", 409);
        await host.PostAsync(admin.Cookie, $"/api/v1/api-keys/{oldId}/rotate", 409, new { overlap_hours = 2 });
        host.Clock.Ahead = before;
    }

    [Fact]
    public async Task end_at_once_when_revoked()
    {
        var admin = await host.TenantAsync("keys-revoke");
        var (keyId, key) = await host.ApiKeyAsync(admin);

        await host.CallAsync(admin.Cookie, "DELETE", $"/api/v1/api-keys/{keyId}", 204);

        await host.CallAsync(Caller.WithKey(key), "GET", "/api/v1/developers", 401);
        await host.PostAsync(admin.Cookie, $"/api/v1/api-keys/{keyId}/reveal", 409);
        (await AuditAsync(admin, keyId))[^1].ShouldBe($"Revoked {admin.Email}");
    }

    [Fact]
    public async Task that_are_unknown_are_answered_so_whatever_the_text_is()
    {
        var admin = await host.TenantAsync("keys-unknown");

        foreach (var keyId in new[] { "000000000000", "x", "..%2F..%2Ftenant" })
        {
            await host.CallAsync(admin.Cookie, "POST", $"/api/v1/api-keys/{keyId}/reveal", 404);
            await host.CallAsync(admin.Cookie, "POST", $"/api/v1/api-keys/{keyId}/rotate", 404, new { overlap_hours = 1 });
            await host.CallAsync(admin.Cookie, "GET", $"/api/v1/api-keys/{keyId}/audit", 404);
            await host.CallAsync(admin.Cookie, "DELETE", $"/api/v1/api-keys/{keyId}", 404);
        }

        await host.CallAsync(admin.Cookie, "POST", "/api/v1/api-keys/000000000000/rotate", 400, new { overlap_hours = 721 });
    }

    private async Task<string[]> AuditAsync(Member admin, string keyId) =>
        [.. (await host.ReadAsync(admin.Cookie, $"/api/v1/api-keys/{keyId}/audit"))["audit"]!.AsArray().Select(entry => $"{entry!["deed"]} {entry["by"]}")];
}
