namespace Wolverine;

public enum EnvelopeStatus
{
    Outgoing,
    Scheduled,
    Incoming,
    Handled,
}

/// <summary>A message on its way, with what is known about it. A handler may take the envelope of its message.</summary>
public sealed class Envelope
{
    public Envelope()
    {
    }

    public Envelope(object message) => Message = message;

    public Guid Id { get; set; } = Guid.CreateVersion7();

    public object? Message { get; set; }

    public string? MessageType { get; set; }

    public string? ContentType { get; set; } = MessageJson.ContentType;

    /// <summary>Which attempt at handling it this is, from 1.</summary>
    public int Attempts { get; set; }

    public string? TenantId { get; set; }

    /// <summary>The service that sent it.</summary>
    public string? Source { get; set; }

    public DateTimeOffset SentAt { get; set; } = Clock.Now;

    /// <summary>Common to everything that one activity led to.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>The message that began the conversation.</summary>
    public Guid ConversationId { get; set; }

    /// <summary>The tracing activity that sent it.</summary>
    public string? ParentId { get; set; }

    public Uri? Destination { get; set; }

    public DateTimeOffset? ScheduledTime { get; set; }

    public Dictionary<string, string?> Headers { get; } = new(StringComparer.Ordinal);

    public EnvelopeStatus Status { get; set; }

    /// <summary>The node that handles it, or 0 for any.</summary>
    public int OwnerId { get; set; }

    /// <summary>Whether a row of the inbox stands behind it; not so for a message invoked inline.</summary>
    public bool WasPersistedInInbox { get; set; }

    public bool TryGetHeader(string key, out string? value) => Headers.TryGetValue(key, out value);

    public override string ToString() => $"Envelope #{Id} ({MessageType}) to {Destination}";
}
