using System.Diagnostics;
using System.Globalization;
using Reo.Host.Tests.Views;

namespace Reo.Host.Tests.Recognition;

public sealed class importing_address_ranges(HostFixture fixture) : IClassFixture<HostFixture>
{
    private ReoHost Host => fixture.Host;

    [Fact]
    public async Task replaces_those_that_were_there()
    {
        await AddressRanges.ImportAsync(Host, "192.0.2.0,192.0.2.255,64500,Old");

        var (exitCode, output, _) = await AddressRanges.ImportAsync(
            Host, "start,end,asn,organization", "198.51.100.0,198.51.100.127,64501,\"New, Inc.\"", "2001:db8::,2001:db8::ffff,64502,Six");

        exitCode.ShouldBe(0);
        output.Trim().ShouldBe("2 ranges imported");
        (await OrganizationAsync("192.0.2.1")).ShouldBe("");
        (await OrganizationAsync("198.51.100.0")).ShouldBe("New, Inc.");
        (await OrganizationAsync("198.51.100.127")).ShouldBe("New, Inc.");
        (await OrganizationAsync("198.51.100.128")).ShouldBe("");
        (await OrganizationAsync("2001:db8::7")).ShouldBe("Six");
        (await OrganizationAsync("2001:db8::1:0")).ShouldBe("");
    }

    [Theory]
    [InlineData("192.0.2.9", "Line 2 is not start,end,asn,organization. Nothing was imported.")]
    [InlineData("192.0.2.128,192.0.3.0,1,Overlapping", "The ranges 192.0.2.0-192.0.2.255 and 192.0.2.128-192.0.3.0 overlap. Nothing was imported.")]
    public async Task leaves_everything_as_it_was_when_a_line_is_wrong(string line, string expected)
    {
        await AddressRanges.ImportAsync(Host, "203.0.113.0,203.0.113.255,64500,Stays");

        var (exitCode, _, error) = await AddressRanges.ImportAsync(Host, "192.0.2.0,192.0.2.255,64500,A", line);

        exitCode.ShouldBe(1);
        error.Trim().ShouldBe(expected);
        (await OrganizationAsync("203.0.113.1")).ShouldBe("Stays");
    }

    [Fact]
    public async Task leaves_out_whoever_is_marked_as_no_company()
    {
        await AddressRanges.ImportAsync(Host, "192.0.2.0,192.0.2.255,64510,Cloud", "198.51.100.0,198.51.100.255,64511,Acme");

        (await AddressRanges.RunAsync(Host, "ip-ranges", "mark", "64510", "64511", "--as", "hosting")).ExitCode.ShouldBe(0);
        (await AddressRanges.RunAsync(Host, "ip-ranges", "mark", "64511", "--as", "company")).Output.Trim().ShouldBe("Marked as company: 64511");

        (await OrganizationAsync("192.0.2.1")).ShouldBe("");
        (await OrganizationAsync("198.51.100.1")).ShouldBe("Acme");
        (await AddressRanges.RunAsync(Host, "ip-ranges", "mark", "64510", "--as", "bakery")).ExitCode.ShouldNotBe(0);
        (await AddressRanges.RunAsync(Host, "ip-ranges", "import", "/nowhere.csv")).Error.Trim().ShouldBe("The file /nowhere.csv does not exist.");
    }

    [Fact]
    public async Task of_412_000_ranges_takes_seconds()
    {
        var lines = Enumerable.Range(0, 412_000).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"{Address(i)}.0,{Address(i)}.255,{i % 70_000},\"Organisation {i % 70_000}, Inc.\""));
        var watch = Stopwatch.StartNew();

        (await AddressRanges.ImportAsync(Host, lines)).Output.Trim().ShouldBe("412,000 ranges imported");

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60));
        (await OrganizationAsync($"{Address(411_999)}.77")).ShouldBe("Organisation 61999, Inc.");

        static string Address(int i) => string.Create(CultureInfo.InvariantCulture, $"{1 + (i >> 16)}.{(i >> 8) & 255}.{i & 255}");
    }

    private async Task<string> OrganizationAsync(string address) =>
        (await ViewRows.ReadAsync(fixture.Database, "select coalesce(metrics.organization($1::inet), '')", address)).Single();
}
