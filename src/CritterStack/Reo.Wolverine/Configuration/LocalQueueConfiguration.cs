namespace Wolverine.Transports.Local;

public sealed class LocalQueueConfiguration
{
    internal int MaximumParallelism { get; private set; } = Environment.ProcessorCount;

    internal LocalQueueConfiguration()
    {
    }

    /// <summary>One message at a time, in the order they were sent.</summary>
    public LocalQueueConfiguration Sequential() => MaximumParallelMessages(1);

    public LocalQueueConfiguration MaximumParallelMessages(int maximumParallelHandlers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumParallelHandlers, 1);
        MaximumParallelism = maximumParallelHandlers;
        return this;
    }

    /// <summary>Every queue supplied is durable.</summary>
    public LocalQueueConfiguration UseDurableInbox() => this;
}

internal static class LocalQueueName
{
    public static Uri ToUri(string name) => new($"local://{name.Replace('+', '.').ToLowerInvariant()}/");
}
