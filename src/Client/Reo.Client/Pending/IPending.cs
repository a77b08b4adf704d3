namespace Reo.Client.Pending;

/// <summary>The oldest events of a store, each a line of NDJSON; and how many before them turned out to be gone.</summary>
internal sealed record Batch(IReadOnlyList<byte[]> Lines, long Lost = 0);

/// <summary>Where events wait until the server has answered for them, first in, first out. Many threads add, one reads and removes.</summary>
internal interface IPending : IDisposable
{
    /// <summary>How many were ever added. That much of <see cref="Removed"/> means that all of them are through.</summary>
    long Added { get; }

    long Removed { get; }

    /// <summary>False when there is no room.</summary>
    bool TryAdd(byte[] line);

    /// <summary>The oldest events: at least one when there is one. They stay until they are removed.</summary>
    Batch First(int maxEvents, int maxBytes);

    /// <summary>
    /// Removes what <see cref="First"/> gave last. Those of its events that are to be sent again are added as the newest ones before that,
    /// whether there is room or not, so that they are never in no place.
    /// </summary>
    void Remove(Batch first, IReadOnlyList<byte[]> again);
}
