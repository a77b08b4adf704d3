using System.ComponentModel.DataAnnotations;

namespace Reo.Metrics.Webhooks;

/// <summary>The section <c>Webhooks</c> of the configuration.</summary>
public sealed class WebhookOptions
{
    private static readonly TimeSpan[] _defaultRetries =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2),
        TimeSpan.FromHours(8), TimeSpan.FromHours(24),
    ];

    /// <summary>How often it is asked whether segments with a webhook may have changed; those are looked at.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "1.00:00:00")]
    public TimeSpan WatchEvery { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a receiver may take to answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long to wait before each retry; after the last, a post is a dead letter. Absent: seven retries within a day and a half.</summary>
    public TimeSpan[]? RetryAfter { get; set; }

    /// <summary>Whether receivers may be private, link-local and loopback addresses, and be reached without TLS. For tests and closed networks.</summary>
    public bool AllowPrivateTargets { get; set; }

    internal TimeSpan[] Retries => RetryAfter ?? _defaultRetries;
}
