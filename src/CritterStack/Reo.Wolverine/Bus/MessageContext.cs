using System.Diagnostics;
using Marten;

namespace Wolverine.Runtime;

/// <summary>
/// The bus. On its own it sends at once; while it handles a message, or is enrolled in a session, it gathers what is published
/// until the commit.
/// </summary>
internal class MessageContext(WolverineRuntime runtime) : IMessageContext
{
    /// <summary>What Marten calls the tenant that is none.</summary>
    public const string DefaultTenant = "*DEFAULT*";

    private bool _isMarked;

    public string? TenantId
    {
        get;
        set => field = string.IsNullOrEmpty(value) ? DefaultTenant : value;
    }

    public string? CorrelationId { get; set; } = Activity.Current?.RootId ?? Guid.CreateVersion7().ToString();

    public Envelope? Envelope { get; private init; }

    public Outgoing Outgoing { get; } = new();

    protected WolverineRuntime Runtime { get; } = runtime;

    private bool IsHandling { get; init; }

    private bool IsToBeMarked => !_isMarked && Envelope is { WasPersistedInInbox: true };

    private Type? AnswerType { get; init; }

    public object? Answer { get; private set; }

    /// <summary>The context in which one message is handled.</summary>
    public static MessageContext ForHandling(WolverineRuntime runtime, Envelope envelope, Type? answerType = null) => new(runtime)
    {
        Envelope = envelope,
        TenantId = envelope.TenantId,
        CorrelationId = envelope.CorrelationId,
        IsHandling = true,
        AnswerType = answerType,
    };

    /// <summary>Has a session's commit store what was published, and that the message is handled.</summary>
    public void WriteInto(IDocumentSession session)
    {
        if (Outgoing.Waiting.Count > 0)
            Runtime.Inbox.Queue(session, Outgoing.Waiting);
        if (IsToBeMarked)
            Runtime.Inbox.QueueHandled(session, Envelope!);
    }

    /// <summary>Whether a session's commit has stored everything.</summary>
    public bool IsStored => Outgoing.Waiting.Count == 0 && !IsToBeMarked;

    /// <summary>Stores what no session's commit has: all of it in one transaction.</summary>
    public async Task StoreAsync()
    {
        if (!IsStored)
            await Runtime.StoreAsync(Outgoing.Waiting, IsToBeMarked ? Envelope!.Id : null);
        Stored();
    }

    /// <summary>A commit has stored everything.</summary>
    public void Stored()
    {
        _isMarked = true;
        Runtime.Send(Outgoing.TakeStored());
    }

    public bool TryAnswer(object result)
    {
        if (AnswerType is null || Answer is not null || !AnswerType.IsInstanceOfType(result))
            return false;

        Answer = result;
        return true;
    }

    public ValueTask PublishAsync<T>(T message, DeliveryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        var envelopes = Runtime.Route(message);
        if (envelopes.Count == 0)
        {
            Runtime.NoRoutes(message);
            return ValueTask.CompletedTask;
        }

        return DeliverAsync(envelopes, options);
    }

    public ValueTask SendAsync<T>(T message, DeliveryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        var envelopes = Runtime.Route(message);
        return envelopes.Count > 0
            ? DeliverAsync(envelopes, options)
            : throw new Routing.IndeterminateRoutesException(message.GetType());
    }

    public Task InvokeAsync(object message, CancellationToken cancellation = default, TimeSpan? timeout = null) =>
        InvokeAsync(message, TenantId, answerType: null, cancellation, timeout);

    public Task InvokeAsync(object message, DeliveryOptions options, CancellationToken cancellation = default, TimeSpan? timeout = null) =>
        InvokeAsync(message, options.TenantId ?? TenantId, answerType: null, cancellation, timeout);

    public Task<T> InvokeAsync<T>(object message, CancellationToken cancellation = default, TimeSpan? timeout = null) =>
        InvokeAsync<T>(message, TenantId, cancellation, timeout);

    public Task<T> InvokeAsync<T>(object message, DeliveryOptions options, CancellationToken cancellation = default, TimeSpan? timeout = null) =>
        InvokeAsync<T>(message, options.TenantId ?? TenantId, cancellation, timeout);

    public Task InvokeForTenantAsync(string tenantId, object message, CancellationToken cancellation = default, TimeSpan? timeout = null) =>
        InvokeAsync(message, tenantId, answerType: null, cancellation, timeout);

    public Task<T> InvokeForTenantAsync<T>(string tenantId, object message, CancellationToken cancellation = default, TimeSpan? timeout = null) =>
        InvokeAsync<T>(message, tenantId, cancellation, timeout);

    private async Task<T> InvokeAsync<T>(object message, string? tenantId, CancellationToken cancellation, TimeSpan? timeout) =>
        await InvokeAsync(message, tenantId, typeof(T), cancellation, timeout) is T answer ? answer : default!;

    private Task<object?> InvokeAsync(object message, string? tenantId, Type? answerType, CancellationToken cancellation, TimeSpan? timeout)
    {
        var envelope = new Envelope(message) { MessageType = MessageTypeName.Of(message.GetType()), TenantId = tenantId };
        Sign(envelope);
        return Runtime.InvokeAsync(envelope, answerType, timeout, cancellation);
    }

    private async ValueTask DeliverAsync(IReadOnlyList<Envelope> envelopes, DeliveryOptions? options)
    {
        foreach (var envelope in envelopes)
        {
            envelope.TenantId = options?.TenantId ?? TenantId;
            envelope.ScheduledTime = options?.ScheduledTime;
            foreach (var (name, value) in options?.Headers ?? [])
                envelope.Headers[name] = value;
            Sign(envelope);
        }

        await DeliverAsync(envelopes);
    }

    protected virtual ValueTask DeliverAsync(IReadOnlyList<Envelope> envelopes)
    {
        if (!IsHandling)
            return Runtime.StoreAndSendAsync(envelopes);

        Outgoing.Add(envelopes);
        return ValueTask.CompletedTask;
    }

    private void Sign(Envelope envelope)
    {
        envelope.Source = Runtime.Options.ServiceName;
        envelope.CorrelationId = CorrelationId;
        envelope.ConversationId = Envelope?.ConversationId ?? envelope.Id;
        envelope.ParentId = Activity.Current?.Id;
    }
}
