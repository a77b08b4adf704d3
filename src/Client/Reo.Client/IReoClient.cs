namespace Reo.Client;

/// <summary>Sends usage events to the server, in the background.</summary>
public interface IReoClient
{
    /// <summary>What became of the events of this process so far.</summary>
    ReoStatistics Statistics { get; }

    /// <summary>
    /// Takes an event and returns at once: without waiting for the network, and without an exception whatever the event holds. It is written
    /// into the queue, or with <see cref="ReoOptions.SpoolFolder"/> to disk, before this returns; the object may be changed afterwards.
    /// </summary>
    void Track(UsageEvent usage);

    /// <summary>
    /// Completes when the server has answered for every event that was tracked before. It waits as long as the server is away.
    /// </summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> came first; nothing is lost by it.</exception>
    Task FlushAsync(CancellationToken cancellation = default);
}

/// <summary>What became of the events of one process; the same figures as those of the meter <c>Reo.Client</c>.</summary>
/// <param name="Tracked">How often <see cref="IReoClient.Track"/> was called.</param>
/// <param name="Accepted">Stored by the server.</param>
/// <param name="Duplicates">Stored by the server before: a repeated request whose first answer was lost, or an id of the product's own.</param>
/// <param name="Held">Stored by the server, to be counted once their activity type is configured.</param>
/// <param name="Dropped">Lost: refused by the server, too large, or the queue was full. The log and the meter say why.</param>
/// <param name="Waiting">Not answered for yet, those that a former process left in the spool included.</param>
public readonly record struct ReoStatistics(long Tracked, long Accepted, long Duplicates, long Held, long Dropped, long Waiting);
