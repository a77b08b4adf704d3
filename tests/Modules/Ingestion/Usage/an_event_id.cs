using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Reo.Ingestion.Usage;

namespace Reo.Ingestion.Tests.Usage;

public sealed class an_event_id
{
    [Theory]
    [InlineData("1231231232")]
    [InlineData("\"1231231232\"")]
    [InlineData("1231231232.0")]
    [InlineData("1231231232.000e0")]
    [InlineData("0.1231231232e10")]
    public void is_one_whether_posted_as_a_number_or_as_text(string json) => Canonical(json).ShouldBe("1231231232");

    [Theory]
    [InlineData("\"193ef456430\"", "193ef456430")]
    [InlineData("\" 193EF456430 \"", " 193EF456430 ")]
    [InlineData("\"007\"", "007")]
    [InlineData("-5", "-5")]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("0.0", "0")]
    [InlineData("1e3", "1000")]
    [InlineData("123456789012345678901234567890123456789", "123456789012345678901234567890123456789")]
    public void keeps_what_tells_it_apart(string json, string canonical) => Canonical(json).ShouldBe(canonical);

    [Theory]
    [InlineData("1.5")]
    [InlineData("1e-29")]
    [InlineData("1.00000000000000000000000000001")]
    [InlineData("1e300")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("[1]")]
    public void is_text_or_a_whole_number(string json) => Canonical(json).ShouldBeNull();

    [Fact]
    public void of_any_whole_number_is_its_digits() =>
        Prop.ForAll<long>(number => Canonical($"{number}") == $"{number}" && Canonical($"{number}.0") == $"{number}")
            .QuickCheckThrowOnFailure();

    [Fact]
    public void gives_the_stored_event_the_same_id_for_ever() =>
        EventIdentity.StoredId("acme", "reoWebApp", "1231231232").ShouldBe(Guid.Parse("26d91561-55d4-828c-a635-f6b721d05304"));

    [Fact]
    public void gives_another_id_for_another_tenant_product_or_event() =>
        Prop.ForAll(Parts, Parts, (one, other) =>
            one == other || EventIdentity.StoredId(one.Tenant, one.Product, one.Event) != EventIdentity.StoredId(other.Tenant, other.Product, other.Event))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void gives_an_id_marked_as_a_hash_of_our_own()
    {
        var id = EventIdentity.StoredId("acme", "reoWebApp", "1");

        id.Version.ShouldBe(8);
        (id.Variant & 0xC).ShouldBe(8);
    }

    private static Arbitrary<(string Tenant, string Product, string Event)> Parts { get; } =
        Gen.Elements("", "a", "b", "ab", "ba", "aa").Three().Select(parts => (parts.Item1, parts.Item2, parts.Item3)).ToArbitrary();

    private static string? Canonical(string json)
    {
        var posted = JsonDocument.Parse(json).RootElement;
        return posted.ValueKind switch
        {
            JsonValueKind.String => EventIdentity.Canonical(JsonTokenType.String, posted.GetString()!),
            JsonValueKind.Number => EventIdentity.Canonical(JsonTokenType.Number, posted.GetRawText()),
            _ => EventIdentity.Canonical(JsonTokenType.StartObject, posted.GetRawText()),
        };
    }
}
