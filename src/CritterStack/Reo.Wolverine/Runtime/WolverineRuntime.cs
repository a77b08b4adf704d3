using System.Collections.Concurrent;
using JasperFx;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wolverine.Persistence.Durability;
using Wolverine.Runtime.Handlers;
using Wolverine.Tracking;
using Wolverine.Transports.Local;

namespace Wolverine.Runtime;

/// <summary>The messaging of one host: handlers, queues, storage and their life.</summary>
internal sealed class WolverineRuntime : IHostedService, IAsyncDisposable
{
    private readonly MessageDatabase _database;
    private readonly Node _node;
    private readonly GroupCommit<InboxWrite> _writes;
    private readonly MessageExecutor _executor;
    private readonly QueuedMessageHandler _handler;
    private readonly DurabilityAgent _agent;
    private readonly ServiceRules _rules;
    private readonly ConcurrentDictionary<HandlerChain, HandlerPipeline> _pipelines = [];
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private bool _isRunning;
    private Task? _stopped;

    public WolverineRuntime(WolverineOptions options, IServiceProvider services, IServiceScopeFactory scopes, ILogger<WolverineRuntime> logger)
    {
        if (!options.HasDurableLocalQueues)
            throw new InvalidOperationException("Only durable local queues are supplied: call opts.Policies.UseDurableLocalQueues()");

        Options = options;
        Stopping = _stopping.Token;
        _logger = logger;
        _database = services.GetService<MessageDatabase>()
            ?? throw new InvalidOperationException("Messages need a database: call AddMarten(…).IntegrateWithWolverine()");
        _node = new Node(_database);
        _rules = new ServiceRules(options.Services);
        _executor = new MessageExecutor(this, scopes);
        _handler = new QueuedMessageHandler(this, _executor, logger);
        _agent = new DurabilityAgent(this, _node, logger);
        _writes = new GroupCommit<InboxWrite>(WriteAsync);
        Inbox = new Inbox(_database, _node, options.Durability.KeepAfterMessageHandling);
        DeadLetters = new DeadLetters(_database);
        Store = new MessageStore(_database, DeadLetters);
        Graph = new HandlerGraph(options);
        Queues = new LocalQueues(options, Graph, _handler.HandleAsync);
        _writes.Start();
    }

    public WolverineOptions Options { get; }

    public HandlerGraph Graph { get; }

    public LocalQueues Queues { get; }

    public Inbox Inbox { get; }

    public DeadLetters DeadLetters { get; }

    public MessageStore Store { get; }

    public MessageTracker Tracker { get; } = new();

    /// <summary>Fires when the host begins to stop.</summary>
    public CancellationToken Stopping { get; }

    public MessageContext NewContext() => new(this);

    /// <summary>An envelope for every queue that handles such a message.</summary>
    public IReadOnlyList<Envelope> Route(object message) =>
    [
        .. Graph.For(message.GetType()).Select(chain => new Envelope(message) { MessageType = chain.MessageTypeName, Destination = chain.Queue }),
    ];

    public void NoRoutes(object message)
    {
        var envelope = new Envelope(message) { MessageType = MessageTypeName.Of(message.GetType()) };
        _logger.LogInformation("Nobody handles {MessageType}", envelope.MessageType);
        Tracker.Record(MessageEventType.NoRoutes, envelope);
    }

    public Task<object?> InvokeAsync(Envelope envelope, Type? answerType, TimeSpan? timeout, CancellationToken cancellation) =>
        _executor.InvokeAsync(envelope, answerType, timeout, cancellation);

    /// <summary>Stores the envelopes, then queues those that are due.</summary>
    public async ValueTask StoreAndSendAsync(IReadOnlyList<Envelope> envelopes)
    {
        await StoreAsync(envelopes, handled: null);
        Send(envelopes);
    }

    /// <summary>Stores, in one transaction, envelopes and that a message is handled.</summary>
    public Task StoreAsync(IReadOnlyList<Envelope> envelopes, Guid? handled) => _writes.AddAsync(new InboxWrite(envelopes, handled));

    /// <summary>Queues stored envelopes. What is scheduled, or stored for any node, comes back through the storage.</summary>
    public void Send(IEnumerable<Envelope> envelopes)
    {
        foreach (var envelope in envelopes)
        {
            Tracker.Record(MessageEventType.Sent, envelope);
            if (envelope is { Status: EnvelopeStatus.Incoming, OwnerId: not 0 })
                Queues.Enqueue(envelope);
        }
    }

    /// <summary>Queues a stored message that this node has taken. What cannot be read becomes a dead letter.</summary>
    public async Task AcceptAsync(InboxRow row, CancellationToken cancellation)
    {
        Envelope envelope;
        try
        {
            envelope = Read(row);
        }
        catch (Exception exception)
        {
            _logger.LogError(exception, "The stored message {Id} of type {MessageType} cannot be read", row.Id, row.MessageType);
            await DeadLetters.MoveUnreadableAsync(row, exception, cancellation);
            return;
        }

        Queues.Enqueue(envelope);
    }

    /// <exception cref="Configuration.InvalidServiceLocationException">A handler asks for what it may not have.</exception>
    public HandlerPipeline PipelineOf(HandlerChain chain) =>
        _pipelines.GetOrAdd(chain, static (c, self) => HandlerPipeline.Build(c, self._rules, self.Options.AppliesTransactions), this);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (Options.AutoBuildMessageStorageOnStartup != AutoCreate.None)
            await MessageTables.CreateAsync(_database, cancellationToken);
        await _node.RegisterAsync(cancellationToken);
        _stopped = null;
        _isRunning = true;
        if (Options.Durability.Mode == DurabilityMode.Solo)
            await Inbox.ReleaseOfOthersAsync(cancellationToken);

        Queues.Start(Stopping);
        _agent.Start(Stopping);
        _logger.LogInformation("Message handling has started on {Queues} queues", Queues.Addresses.Length);
    }

    /// <summary>Whoever stops it a second time, as disposing of it does, waits for the first.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_agent)
            return _stopped ??= _isRunning ? StopOnceAsync(cancellationToken) : Task.CompletedTask;
    }

    private async Task StopOnceAsync(CancellationToken cancellationToken)
    {
        _isRunning = false;
        await _stopping.CancelAsync();
        await DrainAsync(cancellationToken);
        await _agent.StoppedAsync();
        await _writes.StopAsync();
        try
        {
            await Inbox.ReleaseAsync(_node.Retire(), cancellationToken);
            await _node.UnregisterAsync(cancellationToken);
        }
        catch (Exception exception)
        {
            _logger.LogWarning(exception, "The messages of this node could not be released; others take them over once it counts as dead");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        await _writes.StopAsync();
        _stopping.Dispose();
        _handler.Dispose();
    }

    private async Task DrainAsync(CancellationToken cancellation)
    {
        try
        {
            await FinishedAsync().WaitAsync(Options.Durability.DrainTimeout, cancellation);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            await _handler.AbandonAsync();
            _logger.LogWarning("Handlers that are still running have been cancelled; their messages stay in the inbox");
        }
    }

    private async Task FinishedAsync()
    {
        await Queues.StoppedAsync();
        await _handler.FinishedAsync();
    }

    private Task WriteAsync(IReadOnlyList<InboxWrite> writes) =>
        Inbox.WriteAsync(
            [.. writes.SelectMany(write => write.Envelopes)],
            [.. writes.Select(write => write.Handled).OfType<Guid>()],
            CancellationToken.None);

    private Envelope Read(InboxRow row)
    {
        var destination = new Uri(row.ReceivedAt!);
        var type = Graph.MessageType(row.MessageType);
        if (type is null || Graph.For(type).All(chain => chain.Queue != destination))
            throw new InvalidOperationException($"There is no handler for messages of type {row.MessageType} at {destination}");

        var (envelope, message) = EnvelopeBody.Read(row.Body);
        envelope.Id = row.Id;
        envelope.Message = MessageJson.Read(message.Span, type);
        envelope.MessageType = row.MessageType;
        envelope.Destination = destination;
        envelope.Attempts = row.Attempts;
        envelope.OwnerId = _node.Number;
        envelope.Status = EnvelopeStatus.Incoming;
        envelope.ScheduledTime = null;
        envelope.WasPersistedInInbox = true;
        return envelope;
    }
}

/// <summary>Envelopes to store, and one to mark as handled with them.</summary>
internal sealed record InboxWrite(IReadOnlyList<Envelope> Envelopes, Guid? Handled);
