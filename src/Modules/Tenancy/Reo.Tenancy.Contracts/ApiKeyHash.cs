using System.Security.Cryptography;
using System.Text;

namespace Reo.Tenancy.Contracts;

/// <summary>Recognises an API key without holding it.</summary>
/// <param name="Salt">32 random bytes of this key alone.</param>
/// <param name="Digest">HMAC-SHA256 under <paramref name="Salt"/> of the UTF-8 bytes of the whole key as written.</param>
public sealed record ApiKeyHash(byte[] Salt, byte[] Digest)
{
    public static ApiKeyHash Of(string key)
    {
        var salt = RandomNumberGenerator.GetBytes(32);
        return new ApiKeyHash(salt, HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(key)));
    }

    /// <summary>Takes the same time whether the first byte differs or the last.</summary>
    public bool Matches(string key) =>
        CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Salt, Encoding.UTF8.GetBytes(key)), Digest);
}
