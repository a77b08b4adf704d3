using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Reo.Metrics.Recognition;

namespace Reo.Metrics.Tests.Recognition;

public sealed class a_line_of_address_ranges
{
    [Theory]
    [InlineData("1.0.0.0,1.0.0.255,13335,\"Cloudflare, Inc.\"", "1.0.0.0", "1.0.0.255", 13335, "Cloudflare, Inc.")]
    [InlineData("1.0.4.0,1.0.4.0,38803,Gtelecom", "1.0.4.0", "1.0.4.0", 38803, "Gtelecom")]
    [InlineData("\"1.0.4.0\",1.0.7.255,,\"The \"\"Big\"\" One\"", "1.0.4.0", "1.0.7.255", 0, "The \"Big\" One")]
    [InlineData("2001:200::,2001:200:ffff::,2500,WIDE Project", "2001:200::", "2001:200:ffff::", 2500, "WIDE Project")]
    public void is_read(string line, string start, string end, long asn, string organization) =>
        IpRange.Read(line).ShouldBe(new IpRange(IPAddress.Parse(start), IPAddress.Parse(end), asn, organization));

    [Theory]
    [InlineData("")]
    [InlineData("1.0.0.0,1.0.0.255,13335")]
    [InlineData("1.0.0.0,1.0.0.255,13335,A,B")]
    [InlineData("1.0.0.255,1.0.0.0,13335,A")]
    [InlineData("1.0.0.0,2001:200::,13335,A")]
    [InlineData("1.0.0.0,1.0.0.255,AS13335,A")]
    [InlineData("start,end,asn,organization")]
    public void is_nothing_else(string line) => IpRange.Read(line).ShouldBeNull();

    [Fact]
    public void is_never_met_with_an_exception() =>
        Prop.ForAll<string>(line => line is null || IpRange.Read(line) is var _).QuickCheckThrowOnFailure();
}
