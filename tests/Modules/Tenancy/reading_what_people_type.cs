using Reo.Tenancy.Members;
using Reo.Tenancy.Products;
using Reo.Tenancy.SignIn;

namespace Reo.Tenancy.Tests;

public sealed class reading_what_people_type
{
    [Theory]
    [InlineData("Ann@Example.COM", "ann@example.com")]
    [InlineData("  ann@example.com ", "ann@example.com")]
    [InlineData("ann+test@localhost", "ann+test@localhost")]
    [InlineData("änn@exämple.de", "änn@exämple.de")]
    public void takes_an_email_in_its_canonical_form(string typed, string canonical) => EmailAddress.Read(typed)!.Value.Value.ShouldBe(canonical);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ann")]
    [InlineData("@example.com")]
    [InlineData("ann@")]
    [InlineData("a@b@c")]
    [InlineData("ann bee@example.com")]
    [InlineData("ann@example.com\u0000")]
    [InlineData("<ann@example.com>")]
    [InlineData("a@x.example,b@x.example")]
    public void refuses_what_is_no_email(string? typed) => EmailAddress.Read(typed).ShouldBeNull();

    [Fact]
    public void refuses_an_email_longer_than_mail_allows() => EmailAddress.Read(new string('a', 250) + "@b.de").ShouldBeNull();

    [Theory]
    [InlineData("elevenchars", PasswordProblem.TooShort)]
    [InlineData("aaaaaaaaaaaa", PasswordProblem.TooSimple)]
    [InlineData("my ann@example.com!", PasswordProblem.TooSimple)]
    public void refuses_a_weak_password(string password, object problem) =>
        Passwords.Refuse(password, "ann@example.com").ShouldBe((PasswordProblem)problem);

    [Fact]
    public void refuses_a_password_without_end() => Passwords.Refuse(new string('x', 257), "ann@example.com").ShouldBe(PasswordProblem.TooLong);

    [Theory]
    [InlineData("correct horse")]
    [InlineData("пароль длинный")]
    public void takes_a_long_password(string password) => Passwords.Refuse(password, "ann@example.com").ShouldBeNull();

    [Theory]
    [InlineData("reoWebApp", true)]
    [InlineData("Web app 2", true)]
    [InlineData("", false)]
    [InlineData(" x", false)]
    [InlineData("a/b", false)]
    [InlineData("..", false)]
    [InlineData("a\u0000", false)]
    public void takes_a_product_id_that_a_url_can_carry(string productId, bool usable) => Product.IsId(productId).ShouldBe(usable);
}
