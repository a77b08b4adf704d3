using Wolverine.Persistence.Durability;
using Wolverine.Persistence.Durability.DeadLetterManagement;

namespace Reo.Metrics.Rebuilds;

/// <summary>A message between modules whose handling was given up.</summary>
/// <param name="MessageType">What it says.</param>
/// <param name="SentAt">When it was sent; null when that is not known.</param>
/// <param name="Reason">Why its handling failed the last time.</param>
/// <param name="Waiting">Somebody had it tried again; a node takes it up shortly.</param>
internal sealed record DeadMessage(Guid Id, string MessageType, DateTimeOffset? SentAt, string Reason, bool Waiting);

/// <summary>
/// Dead letters of messages. The library keeps those of all tenants together: whatever is listed or tried again is looked at here first,
/// and one that does not say whose it is, is nobody's.
/// </summary>
internal static class DeadMessages
{
    private const int Most = 100;
    private const int PageSize = 500;
    private const int MostPages = 20;

    /// <summary>The tenant's, at most a hundred.</summary>
    public static async Task<IReadOnlyList<DeadMessage>> OfTenantAsync(IMessageStore store, string tenantId, CancellationToken cancellation)
    {
        var found = new List<DeadMessage>();
        for (var page = 1; page <= MostPages && found.Count < Most; page++)
        {
            var letters = await store.DeadLetters.QueryAsync(new DeadLetterEnvelopeQuery { PageNumber = page, PageSize = PageSize }, cancellation);
            found.AddRange(letters.Envelopes.Where(letter => letter.Envelope.TenantId == tenantId).Select(Read));
            if (letters.Envelopes.Count < PageSize)
                break;
        }

        return [.. found.Take(Most)];
    }

    /// <summary>Whether the tenant has such a letter; it is taken up again a little later.</summary>
    public static async Task<bool> ReplayAsync(IMessageStore store, string tenantId, Guid id, CancellationToken cancellation)
    {
        var one = new DeadLetterEnvelopeQuery([id]);
        var letters = await store.DeadLetters.QueryAsync(one, cancellation);
        if (letters.Envelopes is not [var letter] || letter.Envelope.TenantId != tenantId)
            return false;

        await store.DeadLetters.ReplayAsync(one, cancellation);
        return true;
    }

    private static DeadMessage Read(DeadLetterEnvelope letter) => new(
        letter.Id,
        letter.MessageType,
        letter.SentAt == default ? null : letter.SentAt,
        $"{letter.ExceptionType}: {letter.ExceptionMessage}",
        letter.Replayable);
}
