namespace JasperFx.Events.Daemon;

/// <summary>An event that the daemon skipped, kept as a document of table <c>mt_doc_deadletterevent</c>.</summary>
public class DeadLetterEvent
{
    public Guid Id { get; set; }

    public string? ProjectionName { get; set; }

    public string? ShardName { get; set; }

    public DateTimeOffset Timestamp { get; set; }

    public string? ExceptionMessage { get; set; }

    public string? ExceptionType { get; set; }

    public long EventSequence { get; set; }

    public string? TenantId { get; set; }
}
