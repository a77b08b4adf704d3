using Reo.Ingestion.Contracts;

namespace Reo.Ingestion.Tests.Usage;

public sealed class a_domain_name
{
    [Theory]
    [InlineData("example.com", "example.com")]
    [InlineData(" WWW.Example.COM. ", "www.example.com")]
    [InlineData("a-b.co.uk", "a-b.co.uk")]
    [InlineData("München.example", "xn--mnchen-3ya.example")]
    [InlineData("XN--mnchen-3ya.example", "xn--mnchen-3ya.example")]
    public void has_one_canonical_text(string posted, string canonical)
    {
        DomainNames.Canonical(posted).ShouldBe(canonical);
        DomainNames.Canonical(canonical).ShouldBe(canonical);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("localhost")]
    [InlineData("203.0.113.7")]
    [InlineData("https://example.com")]
    [InlineData("example.com/path")]
    [InlineData("example..com")]
    [InlineData("-example.com")]
    [InlineData("michael@example.com")]
    public void is_not_anything_else(string posted) => DomainNames.Canonical(posted).ShouldBeNull();
}
