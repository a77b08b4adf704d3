using System.Collections.Concurrent;
using Wolverine.Runtime.Handlers;

namespace Wolverine.Transports.Local;

internal sealed class LocalQueues
{
    private readonly Dictionary<Uri, LocalQueue> _queues;
    private readonly ConcurrentDictionary<Guid, byte> _held = new();

    public LocalQueues(WolverineOptions options, HandlerGraph graph, Func<Envelope, Task> handle)
    {
        _queues = graph.Chains
            .Select(chain => chain.Queue)
            .Distinct()
            .ToDictionary(uri => uri, uri => new LocalQueue(uri, options.Queue(uri).MaximumParallelism, handle));
        Addresses = [.. _queues.Keys.Select(uri => uri.ToString())];
    }

    /// <summary>The queues as the inbox names them.</summary>
    public string[] Addresses { get; }

    /// <summary>How many messages are in this process, waiting or being handled.</summary>
    public int Count => _held.Count;

    public bool Holds(Guid id) => _held.ContainsKey(id);

    /// <summary>Queues a message unless it is here already.</summary>
    public void Enqueue(Envelope envelope)
    {
        if (_held.TryAdd(envelope.Id, 0))
            Requeue(envelope);
    }

    /// <summary>Puts a message that was being handled at the back of its queue.</summary>
    public void Requeue(Envelope envelope) => _queues[envelope.Destination!].Enqueue(envelope);

    /// <summary>The message is no longer a matter of this process.</summary>
    public void LetGo(Envelope envelope) => _held.TryRemove(envelope.Id, out _);

    public void Start(CancellationToken stopping)
    {
        foreach (var queue in _queues.Values)
            queue.Start(stopping);
    }

    public Task StoppedAsync() => Task.WhenAll(_queues.Values.Select(queue => queue.StoppedAsync()));
}
