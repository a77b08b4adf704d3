using Microsoft.AspNetCore.DataProtection;

namespace Reo.Tenancy.ApiKeys;

/// <summary>
/// The key in full, encrypted. Beside the event stream and not in it: events are for ever, and a secret that no longer opens anything
/// is to be deleted.
/// </summary>
internal sealed record ApiKeySecret(string Id, string Encrypted);

/// <summary>Encrypts keys with ASP.NET Data Protection, whose key ring every node shares.</summary>
public sealed class ApiKeyCipher(IDataProtectionProvider provider)
{
    private readonly IDataProtector _protector = provider.CreateProtector("Reo.Tenancy.ApiKeys");

    public string Encrypt(string key) => _protector.Protect(key);

    public string Decrypt(string encrypted) => _protector.Unprotect(encrypted);
}
