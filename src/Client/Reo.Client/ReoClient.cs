using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Reo.Client.Pending;
using Reo.Client.Sending;
using Reo.Client.Wire;

namespace Reo.Client;

/// <summary>
/// The client, for products without a host; others call <see cref="ReoServices.AddReo"/>. It sends from its creation until it is disposed:
/// await <see cref="DisposeAsync"/>, which waits <see cref="ReoOptions.ShutdownTimeout"/> for what is left.
/// </summary>
public sealed class ReoClient : IReoClient, IAsyncDisposable, IDisposable
{
    private readonly ReoOptions _options;
    private readonly EventWriter _writer;
    private readonly Backlog _backlog;
    private readonly ReoMeter _meter;
    private readonly Drops _drops;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _end = new();
    private readonly Post? _post;
    private readonly Task _sending = Task.CompletedTask;
    private int _isEnded;

    /// <param name="options">Read once, here.</param>
    /// <param name="loggers">Where the client says what it cannot send, and why.</param>
    /// <param name="meters">Makes the meter <c>Reo.Client</c>.</param>
    /// <param name="clock">The time of events that bring none.</param>
    public ReoClient(ReoOptions options, ILoggerFactory? loggers = null, IMeterFactory? meters = null, TimeProvider? clock = null)
    {
        clock ??= TimeProvider.System;
        _options = options.WithinRange();
        _logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger("Reo.Client");
        _writer = new EventWriter(_options, clock);
        _backlog = new Backlog(Pending(_options, _logger), _options.BatchSize);
        _meter = new ReoMeter(meters, () => _backlog.Waiting);
        _drops = new Drops(_meter, _logger, clock);
        if (Missing(_options) is { } missing)
        {
            _logger.NotConfigured(missing);
            return;
        }

        _post = new Post(_options, clock, _meter);
        var sender = new Sender(_backlog, _post, _options, _meter, _drops, _logger, clock);
        _sending = Task.Run(() => sender.RunAsync(_end.Token));
    }

    /// <inheritdoc />
    public ReoStatistics Statistics => _meter.Statistics;

    /// <inheritdoc />
    public void Track(UsageEvent usage)
    {
        try
        {
            _meter.Tracked();
            if (Take(usage) is var (reason, detail))
                _drops.Add(reason, 1, detail);
        }
        catch (Exception)
        {
            // A listener or a logger of the product that throws is not the caller's fault.
        }
    }

    /// <inheritdoc />
    public Task FlushAsync(CancellationToken cancellation = default) => _post is null ? Task.CompletedTask : _backlog.FlushAsync(cancellation);

    /// <summary>Waits for what is left as long as the options allow, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await EndAsync(CancellationToken.None).ConfigureAwait(false);
#if NET
        await _end.CancelAsync().ConfigureAwait(false);
#else
        _end.Cancel();
#endif
        await _sending.ConfigureAwait(false);
        Dispose();
    }

    /// <summary>Ends at once. What waits in memory is lost, and counted; what waits in the spool stays there.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isEnded, 1) != 0)
            return;

        _end.Cancel();
        if (_backlog.Waiting is > 0 and var waiting)
        {
            if (_backlog.Pending is Spool)
                _logger.LeftInSpool(waiting);
            else
                _drops.Add(DropReason.Ended, waiting, "they were not sent before the end");
        }

        _drops.Conclude();
        _post?.Dispose();
        _backlog.Dispose();
        _meter.Dispose();
    }

    /// <summary>Sends what is left, as long as the options and <paramref name="cancellation"/> allow.</summary>
    internal async Task EndAsync(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(_options.ShutdownTimeout);
        try
        {
            await FlushAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Dispose says what is left.
        }
    }

    private (DropReason Reason, string Detail)? Take(UsageEvent usage)
    {
        if (Volatile.Read(ref _isEnded) != 0)
            return (DropReason.Ended, "tracked after the end");
        if (_post is null)
            return (DropReason.NotConfigured, Missing(_options)!);

        byte[] line;
        try
        {
            line = _writer.Write(usage);
        }
        catch (Exception e)
        {
            return (DropReason.NotWritable, e.Message);
        }

        if (line.Length > _options.MaxEventBytes)
            return (DropReason.TooLarge, $"{line.Length} bytes; {_options.MaxEventBytes} are allowed");
        try
        {
            return _backlog.TryAdd(line) ? null : (DropReason.QueueFull, $"{_backlog.Waiting} wait already");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (DropReason.SpoolFailed, e.Message);
        }
    }

    private static string? Missing(ReoOptions options) => options switch
    {
        { ApiKey: null or "" } => $"{nameof(ReoOptions)}.{nameof(ReoOptions.ApiKey)} is not set",
        { Endpoint: null } => $"{nameof(ReoOptions)}.{nameof(ReoOptions.Endpoint)} is not set",
        { Endpoint: { IsAbsoluteUri: false } or { Scheme: not ("http" or "https") } } => $"{nameof(ReoOptions)}.{nameof(ReoOptions.Endpoint)} is not an http address",
        _ => null,
    };

    private static IPending Pending(ReoOptions options, ILogger logger)
    {
        if (options.SpoolFolder is not { Length: > 0 } folder)
            return new MemoryQueue(options.QueueCapacity);

        try
        {
            return new Spool(folder, options.SpoolBytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            logger.NoSpool(e, folder);
            return new MemoryQueue(options.QueueCapacity);
        }
    }
}
