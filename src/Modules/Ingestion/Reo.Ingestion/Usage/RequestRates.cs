using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Reo.Ingestion.ApiKeys;

namespace Reo.Ingestion.Usage;

/// <summary>How many requests an API key may send to this node: a token bucket each.</summary>
internal sealed class RequestRates : IDisposable
{
    private const int RefillsPerSecond = 20;

    private readonly IngestionOptions _options;
    private readonly PartitionedRateLimiter<KnownApiKey> _buckets;

    public RequestRates(IOptions<IngestionOptions> options)
    {
        _options = options.Value;
        _buckets = PartitionedRateLimiter.Create<KnownApiKey, (string, string)>(
            key => RateLimitPartition.GetTokenBucketLimiter((key.TenantId, key.KeyId), _ => BucketOf(_options)));
    }

    /// <summary>Why the request comes too early, or null.</summary>
    public Answer? RefusalOf(KnownApiKey key)
    {
        if (_options.RequestsPerSecond == 0)
            return null;

        using var lease = _buckets.AttemptAcquire(key);
        if (lease.IsAcquired)
            return null;

        var retryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var time) ? time : TimeSpan.Zero;
        return Answer.To(
            Reason.RequestRate.Problem("", _options.RequestsPerSecond, _options.RequestBurst),
            Math.Max(1, (int)Math.Ceiling(retryAfter.TotalSeconds)));
    }

    public void Dispose() => _buckets.Dispose();

    private static TokenBucketRateLimiterOptions BucketOf(IngestionOptions options)
    {
        var refills = Math.Min(RefillsPerSecond, options.RequestsPerSecond);
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = options.RequestBurst,
            TokensPerPeriod = options.RequestsPerSecond / refills,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1) / refills,
            QueueLimit = 0,
        };
    }
}
