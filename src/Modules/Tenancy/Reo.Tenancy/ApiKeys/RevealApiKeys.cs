using Marten;
using Reo.Tenancy.Contracts;

namespace Reo.Tenancy.ApiKeys;

/// <summary>Shows the working keys of the tenant that the message is sent for, in full. Each showing is an audit event.</summary>
/// <param name="By">Who looks.</param>
public sealed record RevealApiKeys(string By);

/// <param name="Keys">The keys as a product sends them, by key id.</param>
public sealed record RevealedApiKeys(string[] Keys)
{
    /// <summary>Not the keys: whatever prints or logs this record must not print them.</summary>
    public override string ToString() => $"{Keys.Length} keys";
}

public static class RevealApiKeysHandler
{
    public static async Task<RevealedApiKeys> HandleAsync(
        RevealApiKeys command, IDocumentSession session, ApiKeyCipher cipher, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var all = await session.Query<ApiKey>().OrderBy(key => key.KeyId).ToListAsync(cancellation);
        var working = all.Where(key => key.WorksAt(now)).ToList();

        var keys = new List<string>();
        foreach (var key in working)
        {
            var secret = await session.LoadAsync<ApiKeySecret>(key.Id, cancellation);
            session.Events.Append(key.Id, new ApiKeyRevealed(command.By));
            keys.Add(cipher.Decrypt(secret!.Encrypted));
        }

        return new RevealedApiKeys([.. keys]);
    }
}
