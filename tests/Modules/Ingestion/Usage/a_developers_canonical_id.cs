using FsCheck;
using FsCheck.Fluent;
using Reo.Ingestion.Contracts;

namespace Reo.Ingestion.Tests.Usage;

public sealed class a_developers_canonical_id
{
    [Theory]
    [InlineData("https://github.com/MichaelBevan/")]
    [InlineData("http://www.github.com/michaelbevan")]
    [InlineData("github.com/michaelbevan")]
    [InlineData("GitHub.com/MichaelBevan?tab=repositories#top")]
    [InlineData("michaelbevan")]
    [InlineData("@MichaelBevan")]
    [InlineData("  michaelbevan ")]
    public void is_one_for_every_way_to_write_a_github_profile(string posted) =>
        DeveloperIdentity.Canonical("GITHUB", posted).ShouldBe("michaelbevan");

    [Theory]
    [InlineData("https://www.linkedin.com/in/userid")]
    [InlineData("https://de.linkedin.com/in/UserId/")]
    [InlineData("linkedin.com/in/userid/en")]
    [InlineData("https://www.linkedin.com/in/userid?trk=people")]
    [InlineData("in/userid")]
    [InlineData("userid")]
    public void is_one_for_every_way_to_write_a_linkedin_profile(string posted) =>
        DeveloperIdentity.Canonical("LINKEDIN", posted).ShouldBe("userid");

    [Fact]
    public void reads_a_percent_encoded_name() =>
        DeveloperIdentity.Canonical("LINKEDIN", "https://www.linkedin.com/in/j%C3%BCrgen").ShouldBe("jürgen");

    [Theory]
    [InlineData("https://twitter.com/MichaelBevan", "x.com/michaelbevan")]
    [InlineData("https://x.com/michaelbevan?s=20", "x.com/michaelbevan")]
    [InlineData("m.facebook.com/michael.bevan/", "facebook.com/michael.bevan")]
    [InlineData("https://www.facebook.com/profile.php?ref=a&id=1000123", "facebook.com/1000123")]
    [InlineData("@michael@hachyderm.io", "hachyderm.io/@michael")]
    [InlineData("https://hachyderm.io/@Michael", "hachyderm.io/@michael")]
    [InlineData("@MichaelBevan", "michaelbevan")]
    [InlineData("michaelbevan", "michaelbevan")]
    public void of_a_social_profile_keeps_the_network_when_it_was_posted(string posted, string canonical) =>
        DeveloperIdentity.Canonical("SOCIAL", posted).ShouldBe(canonical);

    [Theory]
    [InlineData(" Michael.Bevan+news@Example.COM", "michael.bevan+news@example.com")]
    [InlineData("Jürgen@MÜNCHEN.example", "jürgen@xn--mnchen-3ya.example")]
    [InlineData("jürgen@xn--mnchen-3ya.example", "jürgen@xn--mnchen-3ya.example")]
    [InlineData("jürgen@XN--MNCHEN-3YA.example ", "jürgen@xn--mnchen-3ya.example")]
    public void of_an_email_address_is_in_lower_case_and_its_domain_in_ascii(string posted, string canonical) =>
        DeveloperIdentity.Canonical("EMAIL", posted).ShouldBe(canonical);

    [Theory]
    [InlineData("Michael Bevan")]
    [InlineData("CORP/michael")]
    [InlineData("michael@example.com")]
    public void of_a_user_name_is_as_posted(string posted) =>
        DeveloperIdentity.Canonical("USERNAME", posted).ShouldBe(posted);

    [Theory]
    [InlineData("EMAIL", "https://github.com/michaelbevan", "GITHUB")]
    [InlineData("EMAIL", "https://www.linkedin.com/in/userid", "LINKEDIN")]
    [InlineData("EMAIL", "x.com/michaelbevan", "SOCIAL")]
    [InlineData("EMAIL", "michaelbevan", "USERNAME")]
    [InlineData("EMAIL", "michael@@example.com", "USERNAME")]
    [InlineData("EMAIL", "michael@example..com", "USERNAME")]
    [InlineData("GITHUB", "michael@example.com", "EMAIL")]
    [InlineData("GITHUB", "linkedin.com/in/userid", "LINKEDIN")]
    [InlineData("GITHUB", "https://gitlab.com/michaelbevan", "SOCIAL")]
    [InlineData("GITHUB", "Michael Bevan", "USERNAME")]
    [InlineData("LINKEDIN", "https://github.com/michaelbevan", "GITHUB")]
    [InlineData("LINKEDIN", "michael@example.com", "EMAIL")]
    [InlineData("SOCIAL", "https://github.com/michaelbevan", "GITHUB")]
    [InlineData("SOCIAL", "https://www.linkedin.com/in/userid", "LINKEDIN")]
    [InlineData("SOCIAL", "michael@example.com", "EMAIL")]
    [InlineData("USERNAME", "https://github.com/michaelbevan", "GITHUB")]
    [InlineData("USERNAME", "https://www.linkedin.com/in/userid", "LINKEDIN")]
    public void does_not_exist_when_the_id_contradicts_its_type(string type, string posted, string looksLike)
    {
        DeveloperIdentity.Canonical(type, posted).ShouldBeNull();
        DeveloperIdentity.LooksLike(posted).ShouldBe(looksLike);
    }

    [Theory]
    [InlineData("GITHUB", "https://github.com")]
    [InlineData("GITHUB", "https://github.com/michaelbevan/repository")]
    [InlineData("LINKEDIN", "https://www.linkedin.com/company/example")]
    [InlineData("LINKEDIN", "https://www.linkedin.com/in/%00")]
    [InlineData("SOCIAL", "https://www.facebook.com/profile.php")]
    [InlineData("SOCIAL", "https://x.com")]
    public void does_not_exist_when_the_address_is_nobodys_profile(string type, string posted)
    {
        DeveloperIdentity.Canonical(type, posted).ShouldBeNull();
        DeveloperIdentity.LooksLike(posted).ShouldBe(type);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \t")]
    public void does_not_exist_for_blank_text(string posted) =>
        UserIdTypes.All.ShouldAllBe(type => DeveloperIdentity.Canonical(type, posted) == null);

    [Fact]
    public void is_its_own_canonical_id() =>
        Prop.ForAll(Types, PostedIds, (type, posted) =>
            DeveloperIdentity.Canonical(type, posted) is not { } canonical || DeveloperIdentity.Canonical(type, canonical) == canonical)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Fact]
    public void holds_no_control_character() =>
        Prop.ForAll(Types, PostedIds, (type, posted) =>
            DeveloperIdentity.Canonical(type, posted) is not { } canonical || !canonical.Any(char.IsControl))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Theory]
    [InlineData("github/MichaelBevan", "github/michaelbevan")]
    [InlineData("GitHub/https://github.com/MichaelBevan/", "github/michaelbevan")]
    [InlineData("email/Ann@Example.com", "email/ann@example.com")]
    [InlineData("social/x.com/ann", "social/x.com/ann")]
    [InlineData("username/CORP/michael", "username/CORP/michael")]
    [InlineData("github/ann@example.com", null)]
    [InlineData("erased/0123", null)]
    [InlineData("michaelbevan", null)]
    [InlineData("/michaelbevan", null)]
    public void is_read_behind_its_type(string identity, string? canonical) => DeveloperIdentity.Read(identity).ShouldBe(canonical);

    [Fact]
    public void is_read_as_it_is_written() =>
        Prop.ForAll(Types, PostedIds, (type, posted) =>
            DeveloperIdentity.Canonical(type, posted) is not { } canonical
            || DeveloperIdentity.Read(DeveloperIdentity.Write(type, canonical)) == DeveloperIdentity.Write(type, canonical))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Fact]
    public void of_an_email_address_is_one_for_any_case_and_blanks_around_it() =>
        Prop.ForAll(PostedIds, posted =>
            DeveloperIdentity.Canonical("EMAIL", posted) is not { } canonical
            || (DeveloperIdentity.Canonical("EMAIL", $" {posted}\t") == canonical
                && (!System.Text.Ascii.IsValid(posted) || DeveloperIdentity.Canonical("EMAIL", posted.ToUpperInvariant()) == canonical)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    private static Arbitrary<string> Types { get; } = Gen.Elements<string>([.. UserIdTypes.All]).ToArbitrary();

    /// <summary>Words of profile addresses in every order, and any text at all.</summary>
    private static Arbitrary<string> PostedIds { get; } = Gen.OneOf(
        Gen.Elements(
                "https://", "HTTP://", "www.", "m.", "mobile.", "github.com", "linkedin.com", "twitter.com", "x.com", "facebook.com", "host.example",
                "/", "//", "in", "profile.php", "?id=7", "&id=", "#", "?", "@", ".", "%41", "%2541", "%2F", "%00", "%", " ", "\t", "\0",
                "MichaelBevan", "jürgen", "münchen.example", "xn--mnchen-3ya", "ann@", "xn--", "ß", "\u200d", "\uD800", "İ", "ẞ", "ΑΣ", "dependabot[bot]", ":8080", "-", "_")
            .ArrayOf().Select(string.Concat),
        ArbMap.Default.GeneratorFor<string>().Select(s => s ?? "")).ToArbitrary();
}
