using System.Security.Cryptography;
using Marten;
using Reo.Tenancy.Contracts;

namespace Reo.Tenancy.ApiKeys;

/// <summary>Generates a key for the tenant that the message is sent for.</summary>
/// <param name="By">Who asks, for the audit.</param>
public sealed record GenerateApiKey(string By);

/// <summary>Which key was made. The key itself is shown by <see cref="RevealApiKeys"/>, which is audited.</summary>
public sealed record GeneratedApiKey(string KeyId);

public static class GenerateApiKeyHandler
{
    private const string LettersAndDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static (GeneratedApiKey, ApiKeyGenerated) Handle(GenerateApiKey command, IDocumentSession session, ApiKeyCipher cipher)
    {
        var keyId = RandomNumberGenerator.GetString(LettersAndDigits, ApiKeyFormat.KeyIdLength);
        var key = ApiKeyFormat.Write(session.TenantId, keyId, RandomNumberGenerator.GetString(LettersAndDigits, ApiKeyFormat.SecretLength));
        var generated = new ApiKeyGenerated(keyId, ApiKeyHash.Of(key), command.By);

        var stream = ApiKey.StreamOf(session.TenantId, keyId);
        session.Events.StartStream<ApiKey>(stream, generated);
        session.Store(new ApiKeySecret(stream, cipher.Encrypt(key)));
        return (new GeneratedApiKey(keyId), generated);
    }
}
