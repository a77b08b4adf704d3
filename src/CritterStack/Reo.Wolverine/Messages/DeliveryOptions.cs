namespace Wolverine;

/// <summary>How one message is to be delivered, where it differs from what its context says.</summary>
public sealed class DeliveryOptions
{
    public string? TenantId { get; set; }

    /// <summary>When it becomes due.</summary>
    public DateTimeOffset? ScheduledTime { get; set; }

    /// <summary>How long from now it becomes due.</summary>
    public TimeSpan? ScheduleDelay
    {
        get;
        set
        {
            field = value;
            ScheduledTime = value is { } delay ? Clock.Now + delay : null;
        }
    }

    public Dictionary<string, string?> Headers { get; } = new(StringComparer.Ordinal);

    public DeliveryOptions WithHeader(string key, string headerValue)
    {
        Headers[key] = headerValue;
        return this;
    }
}
