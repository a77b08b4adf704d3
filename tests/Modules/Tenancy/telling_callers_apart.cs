using System.Net;
using Microsoft.AspNetCore.Http;
using Reo.Tenancy.AccessTokens;
using Reo.Tenancy.Contracts;
using Reo.Tenancy.SignIn;

namespace Reo.Tenancy.Tests;

public sealed class telling_callers_apart
{
    [Fact]
    public void reads_the_public_parts_of_a_token()
    {
        var token = AccessToken.Write("acme-2", Secrets.NewId(), Secrets.NewSecret());

        AccessToken.Read(token)!.Value.TenantId.ShouldBe("acme-2");
        ApiKeyFormat.Read(token).ShouldBeNull();
        AccessToken.Read(ApiKeyFormat.Write("acme-2", Secrets.NewId(), Secrets.NewSecret())).ShouldBeNull();
    }

    [Theory]
    [InlineData("GET", "/api/v1/products", true, "Sec-Fetch-Site", "cross-site", true)]
    [InlineData("POST", "/api/v1/products", true, "Sec-Fetch-Site", "cross-site", false)]
    [InlineData("POST", "/api/v1/products", true, "Sec-Fetch-Site", "same-site", false)]
    [InlineData("POST", "/api/v1/products", true, "Sec-Fetch-Site", "same-origin", true)]
    [InlineData("POST", "/api/v1/products", true, "Sec-Fetch-Site", "none", true)]
    [InlineData("DELETE", "/api/v1/products", true, "Origin", "https://evil.example", false)]
    [InlineData("DELETE", "/api/v1/products", true, "Origin", "null", false)]
    [InlineData("DELETE", "/api/v1/products", true, "Origin", "https://reo.example:8443", true)]
    [InlineData("POST", "/anything", true, "Origin", "https://evil.example", false)]
    [InlineData("POST", "/api/v1/sign-in", false, "Origin", "https://evil.example", false)]
    [InlineData("POST", "/api/product/usage", false, "Origin", "https://evil.example", true)]
    public void trusts_a_browser_only_from_the_same_origin(string method, string path, bool withCookie, string header, string value, bool safe)
    {
        var request = new DefaultHttpContext().Request;
        request.Method = method;
        request.Path = path;
        request.Host = new HostString("reo.example:8443");
        request.Headers[header] = value;
        if (withCookie)
            request.Headers.Cookie = $"{CookieSessions.CookieName}=x";

        SameOrigin.IsSafe(request).ShouldBe(safe);
    }

    [Theory]
    [InlineData("X-API-KEY", "reo_acme_x")]
    [InlineData("Authorization", "Bearer reo_pat_x")]
    public void trusts_a_header_that_no_browser_sends_unasked(string header, string value)
    {
        var request = new DefaultHttpContext().Request;
        request.Method = "POST";
        request.Path = "/api/v1/products";
        request.Headers.Origin = "https://tool.example";
        request.Headers[header] = value;

        SameOrigin.IsSafe(request).ShouldBeTrue();
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "20010DB800010002")]
    [InlineData("2001:db8:1:2::1", "20010DB800010002")]
    public void counts_attempts_by_address_or_by_network(string address, string counted) =>
        SignInRateLimit.AddressOf(IPAddress.Parse(address)).ShouldBe(counted);
}
