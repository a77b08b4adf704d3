using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Reo.Ingestion.Usage;

namespace Reo.Ingestion.Tests.Usage;

public sealed class an_ip_address
{
    [Theory]
    [InlineData("156.59.87.83", "156.59.87.83")]
    [InlineData(" 192.127.0.0 ", "192.127.0.0")]
    [InlineData("2001:DB8:0:0:0:0:0:1", "2001:db8::1")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("fe80::1%eth0", "fe80::1")]
    public void has_one_canonical_text(string posted, string canonical) => IpAddresses.Canonical(posted).ShouldBe(canonical);

    [Theory]
    [InlineData("1")]
    [InlineData("127.1")]
    [InlineData("010.0.0.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("256.0.0.1")]
    [InlineData("1.2.3.4, 5.6.7.8")]
    [InlineData("203.0.113.7:443")]
    [InlineData("[2001:db8::1]:443")]
    [InlineData("unknown")]
    public void is_not_whatever_else_some_parser_takes_for_one(string posted) => IpAddresses.Canonical(posted).ShouldBeNull();

    [Fact]
    public void of_any_bytes_is_its_own_canonical_text() =>
        Prop.ForAll(Addresses, address =>
            IpAddresses.Canonical(address.ToString()) is { } canonical && IpAddresses.Canonical(canonical) == canonical)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    private static Arbitrary<IPAddress> Addresses { get; } = Gen.OneOf(
        ArbMap.Default.GeneratorFor<byte>().ArrayOf(4),
        ArbMap.Default.GeneratorFor<byte>().ArrayOf(16)).Select(bytes => new IPAddress(bytes)).ToArbitrary();
}
