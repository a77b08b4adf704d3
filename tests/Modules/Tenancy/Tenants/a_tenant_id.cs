using Reo.Tenancy.Contracts;
using Reo.Tenancy.Tenants;

namespace Reo.Tenancy.Tests.Tenants;

public sealed class a_tenant_id
{
    [Theory]
    [InlineData("acme")]
    [InlineData("a1")]
    [InlineData("acme-corp-2")]
    [InlineData("0123456789012345678901234567890123456789")]
    public void is_lower_case_letters_digits_and_inner_hyphens(string id)
    {
        TenantIds.IsValid(id).ShouldBeTrue();
        ApiKeyFormat.Read(ApiKeyFormat.Write(id, new string('k', ApiKeyFormat.KeyIdLength), new string('s', ApiKeyFormat.SecretLength)))
            .ShouldBe((id, new string('k', ApiKeyFormat.KeyIdLength)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("Acme")]
    [InlineData("ac_me")]
    [InlineData("ac/me")]
    [InlineData("-acme")]
    [InlineData("acme-")]
    [InlineData("*DEFAULT*")]
    [InlineData("01234567890123456789012345678901234567890")]
    public void is_nothing_else(string id) => TenantIds.IsValid(id).ShouldBeFalse();
}
