using System.Threading.Channels;

namespace Wolverine.Transports.Local;

/// <summary>Messages of one queue that wait in this process for a handler. Each has its row in the inbox.</summary>
internal sealed class LocalQueue(Uri uri, int parallelism, Func<Envelope, Task> handle)
{
    private readonly Channel<Envelope> _waiting = Channel.CreateUnbounded<Envelope>();
    private Task _workers = Task.CompletedTask;

    public Uri Uri { get; } = uri;

    public void Enqueue(Envelope envelope) => _waiting.Writer.TryWrite(envelope);

    public void Start(CancellationToken stopping) =>
        _workers = Task.WhenAll(Enumerable.Range(0, parallelism).Select(_ => Task.Run(() => WorkAsync(stopping), CancellationToken.None)));

    /// <summary>Completes when every worker has finished the message it had at the time of stopping.</summary>
    public Task StoppedAsync() => _workers;

    private async Task WorkAsync(CancellationToken stopping)
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(stopping))
            {
                while (!stopping.IsCancellationRequested && _waiting.Reader.TryRead(out var envelope))
                    await handle(envelope);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What still waits keeps its row and goes to whoever starts next.
        }
    }
}
