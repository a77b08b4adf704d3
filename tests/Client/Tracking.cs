namespace Reo.Client.Tests;

/// <summary>Options and events of the product that the tests are.</summary>
internal static class Tracking
{
    public const string ProductId = "reoWebApp";

    public static ReoOptions To(Uri endpoint, string key, string? spool = null) => new()
    {
        Endpoint = endpoint,
        ApiKey = key,
        ProductId = ProductId,
        Environment = "PRODUCTION",
        SpoolFolder = spool,
        QueueCapacity = 1_000_000,
        FlushInterval = TimeSpan.FromMilliseconds(20),
        FirstRetryDelay = TimeSpan.FromMilliseconds(50),
        LongestRetryDelay = TimeSpan.FromMilliseconds(500),
    };

    /// <summary>Its number stands in it; many developers, so that no rate limit of one matters.</summary>
    public static UsageEvent Event(int number) => new()
    {
        ActivityType = "LOGIN_ACTIVITY",
        UserId = $"developer-{number % 500}",
        UserIdType = UserIdType.GitHub,
        Meta = new Dictionary<string, object?> { ["number"] = number },
    };
}
