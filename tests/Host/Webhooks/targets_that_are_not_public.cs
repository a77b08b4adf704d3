using Reo.Host.Tests.Segments;

namespace Reo.Host.Tests.Webhooks;

public sealed class targets_that_are_not_public(HostFixture fixture) : IClassFixture<HostFixture>
{
    [Theory]
    [InlineData("http://example.com/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://localhost/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:10.0.0.1]/")]
    [InlineData("https://169.254.169.254/latest")]
    [InlineData("https://user:password@example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("nowhere")]
    public async Task are_refused(string url)
    {
        var tenantId = $"no-{Guid.CreateVersion7():n}";
        await fixture.Host.TenantAsync(tenantId);
        var admin = await fixture.Host.AdminAsync(tenantId);
        var segment = await fixture.Host.SegmentAsync(admin, "companies", filter: null);

        (await fixture.Host.ReadAsync(admin, "PUT", $"/{segment}/webhook", 400, new { url }))["title"]!.GetValue<string>().ShouldBe("Address not usable");
    }
}
