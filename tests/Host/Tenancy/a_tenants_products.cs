using Reo.Tenancy.Members;

namespace Reo.Host.Tests.Tenancy;

[Collection(nameof(TenancyHost))]
public sealed class a_tenants_products(TenancyHost host)
{
    [Fact]
    public async Task are_registered_renamed_and_archived_by_an_admin()
    {
        var admin = await host.TenantAsync("products");

        await host.PostAsync(admin.Cookie, "/api/v1/products", 201, new { product_id = "reoWebApp", name = "Web app" });
        await host.PostAsync(admin.Cookie, "/api/v1/products", 409, new { product_id = "reoWebApp", name = "Again" });
        await host.CallAsync(admin.Cookie, "PUT", "/api/v1/products/reoWebApp/name", 204, new { name = "Console" });
        await host.CallAsync(admin.Cookie, "POST", "/api/v1/products/reoWebApp/archive", 204);

        (await host.ReadAsync(admin.Cookie, "/api/v1/products")).ToJsonString().ShouldBe(
            """{"products":[{"product_id":"reoWebApp","name":"Console","archived":true}]}""");
    }

    [Fact]
    public async Task come_back_when_registered_again()
    {
        var admin = await host.TenantAsync("products-back");
        await host.PostAsync(admin.Cookie, "/api/v1/products", 201, new { product_id = "p", name = "P" });
        await host.CallAsync(admin.Cookie, "POST", "/api/v1/products/p/archive", 204);

        await host.PostAsync(admin.Cookie, "/api/v1/products", 201, new { product_id = "p", name = "P again" });

        (await host.ReadAsync(admin.Cookie, "/api/v1/products")).ToJsonString().ShouldBe(
            """{"products":[{"product_id":"p","name":"P again","archived":false}]}""");
    }

    [Fact]
    public async Task may_have_any_id_that_a_url_can_carry()
    {
        var admin = await host.TenantAsync("products-id");
        const string id = "Reo Web-App: 2 ü%";
        await host.PostAsync(admin.Cookie, "/api/v1/products", 201, new { product_id = id, name = "P" });

        using var client = host.Alba.Server.CreateClient();
        client.DefaultRequestHeaders.Add(admin.Cookie.Headers[0].Header, admin.Cookie.Headers[0].Value);
        using var body = new StringContent("""{"name":"Q"}""", System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PutAsync(
            new Uri($"/api/v1/products/{Uri.EscapeDataString(id)}/name", UriKind.Relative), body, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.NoContent);
        (await host.ReadAsync(admin.Cookie, "/api/v1/products"))["products"]![0]!["name"]!.GetValue<string>().ShouldBe("Q");
    }

    [Fact]
    public async Task are_read_only_for_a_user_and_closed_to_an_api_key()
    {
        var admin = await host.TenantAsync("products-user");
        var user = await host.MemberAsync("products-user", "user@products-user.example", Role.User);
        var (_, key) = await host.ApiKeyAsync(admin);

        await host.CallAsync(user.Cookie, "GET", "/api/v1/products", 200);
        await host.PostAsync(user.Cookie, "/api/v1/products", 403, new { product_id = "p", name = "P" });
        await host.CallAsync(Caller.WithKey(key), "GET", "/api/v1/products", 403);
    }

    [Fact]
    public async Task that_are_unknown_or_unusable_are_answered_with_what_to_do()
    {
        var admin = await host.TenantAsync("products-bad");

        await host.PostAsync(admin.Cookie, "/api/v1/products", 400, new { product_id = "a/b", name = "P" });
        await host.PostAsync(admin.Cookie, "/api/v1/products", 400, new { product_id = "nul\u0000", name = "P" });
        await host.PostAsync(admin.Cookie, "/api/v1/products", 400, new { product_id = "p", name = "\u0007" });
        await host.CallAsync(admin.Cookie, "PUT", "/api/v1/products/none/name", 404, new { name = "Q" });
        await host.CallAsync(admin.Cookie, "POST", "/api/v1/products/none/archive", 404);
    }
}
