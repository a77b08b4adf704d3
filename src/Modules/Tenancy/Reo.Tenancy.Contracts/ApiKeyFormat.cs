namespace Reo.Tenancy.Contracts;

/// <summary>
/// How an API key is written: <c>reo_{tenant}_{key id}_{secret}</c>, for example <c>reo_acme_4fJ8sK2mQ9xL_…</c>. Tenant and key id are
/// public: they say which key a leaked or forgotten one is. The secret is 43 letters and digits, 256 bits.
/// </summary>
public static class ApiKeyFormat
{
    public const string Prefix = "reo";

    /// <summary>Letters and digits of a key id.</summary>
    public const int KeyIdLength = 12;

    /// <summary>Letters and digits of a secret: 62^43 is more than 2^256.</summary>
    public const int SecretLength = 43;

    public static string Write(string tenantId, string keyId, string secret) => $"{Prefix}_{tenantId}_{keyId}_{secret}";

    /// <summary>The public parts of a presented key, or null when it does not have the form of a key.</summary>
    public static (string TenantId, string KeyId)? Read(string? key)
    {
        if (key is null || key.Length > 128)
            return null;

        var parts = key.Split('_');
        return parts is [Prefix, { Length: > 0 } tenantId, { Length: KeyIdLength } keyId, { Length: SecretLength }]
            ? (tenantId, keyId)
            : null;
    }
}
