using System.Security.Cryptography;
using System.Text;

namespace Reo.Tenancy;

/// <summary>Random texts that open something, and what is kept of them.</summary>
internal static class Secrets
{
    private const string LettersAndDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public const int IdLength = 12;

    /// <summary>62^43 is more than 2^256.</summary>
    public const int SecretLength = 43;

    public static string NewId() => RandomNumberGenerator.GetString(LettersAndDigits, IdLength);

    public static string NewSecret() => RandomNumberGenerator.GetString(LettersAndDigits, SecretLength);

    /// <summary>Finds the secret's row without holding the secret. Unsalted: 256 random bits cannot be guessed from their hash.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Whether the text has the form of an id made here; nothing else may reach the database as one.</summary>
    public static bool IsId(string text) => text.Length == IdLength && text.All(char.IsAsciiLetterOrDigit);
}
