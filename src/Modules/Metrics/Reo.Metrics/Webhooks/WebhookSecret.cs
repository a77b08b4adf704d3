using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace Reo.Metrics.Webhooks;

/// <summary>Secrets that sign posts as Standard Webhooks describes it, encrypted with the key ring that all nodes share.</summary>
internal sealed class WebhookSecrets(IDataProtectionProvider provider)
{
    private const string Prefix = "whsec_";
    private const int Bytes = 32;

    private readonly IDataProtector _protector = provider.CreateProtector("Reo.Metrics.Webhooks");

    public static string New() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes));

    public string Encrypt(string secret) => _protector.Protect(secret);

    public string Decrypt(string encrypted) => _protector.Unprotect(encrypted);

    /// <summary>The header <c>webhook-signature</c>: over id, time and body, so that none of them can be another's.</summary>
    public static string Sign(string secret, string id, long timestamp, string body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(
            Convert.FromBase64String(secret[Prefix.Length..]),
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.{body}"))));
}
