namespace Reo.Client;

/// <summary>How the client sends. Values outside of their range count as the nearest one within: a typing mistake takes no product down.</summary>
public sealed class ReoOptions
{
    /// <summary>A key of the tenant. Without one nothing is sent, and every event counts as dropped.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Where the server is, for example <c>https://reo.example.com</c>. Without one nothing is sent.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>The product of events that name none.</summary>
    public string? ProductId { get; set; }

    /// <summary>The environment of events that name none, for example <c>PRODUCTION</c>.</summary>
    public string? Environment { get; set; }

    /// <summary>How many events may wait in memory; one more is dropped and counted. 1 or more. Does not matter with a <see cref="SpoolFolder"/>.</summary>
    public int QueueCapacity { get; set; } = 10_000;

    /// <summary>
    /// A folder on a local disk where events wait instead of in memory: what was tracked is sent after a crash of the product too, by its next
    /// start or by another process with the same folder. It holds personal data. Null: no folder.
    /// </summary>
    public string? SpoolFolder { get; set; }

    /// <summary>How large the spool of this process may grow, in bytes; an event more is dropped and counted. 1 MiB or more.</summary>
    public long SpoolBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>How many events a request carries at most, 1 to 1,000.</summary>
    public int BatchSize { get; set; } = 500;

    /// <summary>How long an event waits for others to share its request. 0 to 1 minute.</summary>
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The largest event in bytes of JSON, 1,024 to 1 MiB. A larger one is dropped and counted.</summary>
    public int MaxEventBytes { get; set; } = 32 * 1024;

    /// <summary>How long an answer may take before the request is repeated. 1 second to 10 minutes.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The wait after the first failure; it doubles with each further one. 10 milliseconds to 1 minute.</summary>
    public TimeSpan FirstRetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait between two attempts, unless the server asks for a longer one. At least <see cref="FirstRetryDelay"/>.</summary>
    public TimeSpan LongestRetryDelay { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the end of the product waits for what is still to be sent. 0 to 10 minutes.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>What requests go through, for a proxy or a certificate of one's own. Called once; the client disposes it.</summary>
    public Func<HttpMessageHandler>? HttpHandler { get; set; }

    internal ReoOptions WithinRange() => new()
    {
        ApiKey = ApiKey?.Trim(),
        Endpoint = Endpoint,
        ProductId = ProductId,
        Environment = Environment,
        QueueCapacity = Math.Max(1, QueueCapacity),
        SpoolFolder = SpoolFolder,
        SpoolBytes = Math.Max(1024 * 1024, SpoolBytes),
        BatchSize = Math.Min(1_000, Math.Max(1, BatchSize)),
        FlushInterval = Within(FlushInterval, TimeSpan.Zero, TimeSpan.FromMinutes(1)),
        MaxEventBytes = Math.Min(1024 * 1024, Math.Max(1024, MaxEventBytes)),
        RequestTimeout = Within(RequestTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
        FirstRetryDelay = Within(FirstRetryDelay, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)),
        LongestRetryDelay = Within(LongestRetryDelay, FirstRetryDelay, TimeSpan.FromHours(1)),
        ShutdownTimeout = Within(ShutdownTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(10)),
        HttpHandler = HttpHandler,
    };

    private static TimeSpan Within(TimeSpan value, TimeSpan least, TimeSpan most) => value > most ? most : value < least ? least : value;
}
