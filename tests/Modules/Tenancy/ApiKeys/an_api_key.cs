using FsCheck;
using FsCheck.Fluent;
using Reo.Tenancy.Contracts;

namespace Reo.Tenancy.Tests.ApiKeys;

public sealed class an_api_key
{
    private const string KeyId = "4fJ8sK2mQ9xL";
    private const string Secret = "0123456789abcdefghijABCDEFGHIJ0123456789xyz";

    [Fact]
    public void says_whose_it_is_and_which()
    {
        var key = ApiKeyFormat.Write("acme", KeyId, Secret);

        key.ShouldBe($"reo_acme_{KeyId}_{Secret}");
        ApiKeyFormat.Read(key).ShouldBe(("acme", KeyId));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("reo")]
    [InlineData($"reo_{KeyId}_{Secret}")]
    [InlineData($"abc_acme_{KeyId}_{Secret}")]
    [InlineData($"reo__{KeyId}_{Secret}")]
    [InlineData($"reo_acme_{KeyId}x_{Secret}")]
    [InlineData($"reo_acme_{KeyId}_{Secret}x")]
    [InlineData($"reo_acme_{KeyId}_{Secret}_")]
    [InlineData($"reo_ac_me_{KeyId}_{Secret}")]
    public void is_not_read_from_other_text(string? text) => ApiKeyFormat.Read(text).ShouldBeNull();

    [Fact]
    public void is_never_met_with_an_exception() =>
        Prop.ForAll<string>(text => ApiKeyFormat.Read(text) is null || text.StartsWith("reo_", StringComparison.Ordinal)).QuickCheckThrowOnFailure();

    [Fact]
    public void is_recognised_by_its_hash_and_no_other_is()
    {
        var key = ApiKeyFormat.Write("acme", KeyId, Secret);
        var hash = ApiKeyHash.Of(key);

        hash.Matches(key).ShouldBeTrue();
        hash.Matches(key.Replace("acme", "acmf", StringComparison.Ordinal)).ShouldBeFalse();
        hash.Matches(key[..^1]).ShouldBeFalse();
        hash.Matches("").ShouldBeFalse();
    }

    [Fact]
    public void is_hashed_under_a_salt_of_its_own()
    {
        var (one, other) = (ApiKeyHash.Of("key"), ApiKeyHash.Of("key"));

        one.Salt.Length.ShouldBe(32);
        one.Salt.ShouldNotBe(other.Salt);
        one.Digest.ShouldNotBe(other.Digest);
    }
}
