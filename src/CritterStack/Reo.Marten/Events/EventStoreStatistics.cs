namespace Marten.Events;

public class EventStoreStatistics
{
    public long EventCount { get; set; }

    public long StreamCount { get; set; }

    /// <summary>The highest sequence number drawn so far, whether its event was committed or not.</summary>
    public long EventSequenceNumber { get; set; }
}
