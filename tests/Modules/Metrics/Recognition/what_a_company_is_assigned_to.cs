using FsCheck;
using FsCheck.Fluent;
using Reo.Metrics.Recognition;

namespace Reo.Metrics.Tests.Recognition;

public sealed class what_a_company_is_assigned_to
{
    [Theory]
    [InlineData("developer", "GitHub/https://github.com/Ann/", "github/ann")]
    [InlineData("email_domain", " @Mail.Acme.COM.", "mail.acme.com")]
    [InlineData("email_domain", "münchen.example", "xn--mnchen-3ya.example")]
    [InlineData("github_owner", "https://github.com/Acme-Corp", "acme-corp")]
    [InlineData("github_owner", "@acme-corp", "acme-corp")]
    [InlineData("linkedin_company", "https://de.linkedin.com/company/Acme-Corp/?trk=x", "acme-corp")]
    [InlineData("linkedin_company", "linkedin.com/company/acme-corp", "acme-corp")]
    [InlineData("linkedin_company", "Acme-Corp", "acme-corp")]
    [InlineData("ip_range", "203.0.113.77/24", "203.0.113.0/24")]
    [InlineData("ip_range", "203.0.113.7", "203.0.113.7/32")]
    [InlineData("ip_range", "2001:DB8::1/32", "2001:db8::/32")]
    [InlineData("ip_range", "0.0.0.0/0", "0.0.0.0/0")]
    public void has_one_spelling(string kind, string key, string canonical)
    {
        AssignmentKey.Read(kind, key).ShouldBe(new AssignmentKey(kind, canonical));
        AssignmentKey.Read(kind, canonical).ShouldBe(new AssignmentKey(kind, canonical));
    }

    [Theory]
    [InlineData("developer", "ann")]
    [InlineData("email_domain", "ann@acme.com")]
    [InlineData("github_owner", "github.com/acme/repository")]
    [InlineData("linkedin_company", "https://www.linkedin.com/in/ann")]
    [InlineData("linkedin_company", "ann@acme.com")]
    [InlineData("ip_range", "203.0.113.0/33")]
    [InlineData("ip_range", "203.0.113.0/-1")]
    [InlineData("ip_range", "203.0.113.0/24/8")]
    [InlineData("ip_range", "acme.com")]
    [InlineData("planet", "mars")]
    public void is_nothing_else(string kind, string key) => AssignmentKey.Read(kind, key).ShouldBeNull();

    [Fact]
    public void is_its_own_canonical_key() =>
        Prop.ForAll(Gen.Elements(AssignmentKey.Kinds).ToArbitrary(), Keys, (kind, text) =>
            AssignmentKey.Read(kind, text) is not { } key || AssignmentKey.Read(kind, key.Key) == key)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Theory]
    [InlineData(" Acme.COM ", "acme.com")]
    [InlineData("Deutsche Telekom AG", "Deutsche Telekom AG")]
    [InlineData("", null)]
    [InlineData("two\nlines", null)]
    public void is_given_a_domain_or_a_name(string company, string? read) => CompanyAssignment.ReadCompany(company).ShouldBe(read);

    [Fact]
    public void is_assigned_and_taken_back_once()
    {
        var key = new AssignmentKey("email_domain", "acme.example");

        CompanyAssignment.Assign(null, key, "acme.com", "ann").ShouldBe(new CompanyAssigned("email_domain", "acme.example", "acme.com", "ann"));
        CompanyAssignment.Assign(new CompanyAssignment("", "acme.com"), key, "acme.com", "ann").ShouldBeNull();
        CompanyAssignment.Unassign(new CompanyAssignment("", "acme.com"), key, "ann").ShouldBe(new CompanyUnassigned("email_domain", "acme.example", "ann"));
        CompanyAssignment.Unassign(new CompanyAssignment("", null), key, "ann").ShouldBeNull();
        CompanyAssignment.Unassign(null, key, "ann").ShouldBeNull();
    }

    private static Arbitrary<string> Keys { get; } = Gen.OneOf(
        Gen.Elements("https://", "linkedin.com/company/", "github.com/", "github/", "acme", "Acme.com", ".", "@", "/", "/24", "203.0.113.7", "2001:db8::1", "%41", " ", "ü")
            .ArrayOf().Select(string.Concat),
        ArbMap.Default.GeneratorFor<string>().Select(s => s ?? "")).ToArbitrary();
}
