using Microsoft.Extensions.Logging;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Handlers;
using Wolverine.Tracking;

namespace Wolverine.Runtime;

/// <summary>Handles the messages of queues to the end: attempts, failure policies, and what is stored about the outcome.</summary>
internal sealed class QueuedMessageHandler(WolverineRuntime runtime, MessageExecutor executor, ILogger logger) : IDisposable
{
    private const int MaximumFinishing = 500;

    private readonly SemaphoreSlim _finishing = new(MaximumFinishing);
    private readonly CancellationTokenSource _abandoned = new();

    /// <summary>Handles a message. Its outcome may be stored later, together with that of others.</summary>
    public async Task HandleAsync(Envelope envelope)
    {
        var staysHere = false;
        try
        {
            staysHere = await HandleToTheEndAsync(envelope);
        }
        catch (Exception exception) when (runtime.Stopping.IsCancellationRequested)
        {
            logger.LogInformation(exception, "The host stops: {MessageType} {Id} stays in the inbox", envelope.MessageType, envelope.Id);
        }
        finally
        {
            if (!staysHere)
                runtime.Queues.LetGo(envelope);
        }
    }

    /// <summary>Completes when the outcome of everything handled is stored.</summary>
    public async Task FinishedAsync()
    {
        for (var i = 0; i < MaximumFinishing; i++)
            await _finishing.WaitAsync(_abandoned.Token);
    }

    /// <summary>Cancels what is still being handled; it stays in the inbox.</summary>
    public Task AbandonAsync() => _abandoned.CancelAsync();

    public void Dispose()
    {
        _abandoned.Dispose();
        _finishing.Dispose();
    }

    /// <returns>Whether the message is still a matter of this process.</returns>
    private async Task<bool> HandleToTheEndAsync(Envelope envelope)
    {
        var chain = runtime.Graph.For(envelope.Message!.GetType()).Single(c => c.Queue == envelope.Destination);
        while (true)
        {
            runtime.Tracker.Record(MessageEventType.Received, envelope);
            Exception failure;
            try
            {
                var context = MessageContext.ForHandling(runtime, envelope);
                await executor.AttemptAsync(chain, context, timeout: null, _abandoned.Token);
                return await SucceedAsync(context, chain);
            }
            catch (Exception exception) when (!_abandoned.IsCancellationRequested)
            {
                failure = exception;
            }

            var action = executor.Decide(chain, failure, envelope);
            logger.LogError(failure, "Attempt {Attempt} at {MessageType} {Id} failed: {Action}", envelope.Attempts, envelope.MessageType, envelope.Id, action.Kind);
            switch (action.Kind)
            {
                case FailureActionKind.Retry:
                    await Task.Delay(action.Delay, runtime.Stopping);
                    break;
                case FailureActionKind.Requeue:
                    runtime.Tracker.Record(MessageEventType.Requeued, envelope);
                    runtime.Queues.Requeue(envelope);
                    return true;
                case FailureActionKind.Schedule:
                    envelope.ScheduledTime = Clock.Now + action.Delay;
                    await PersistAsync(() => runtime.Inbox.RescheduleAsync(envelope, _abandoned.Token));
                    runtime.Tracker.Record(MessageEventType.Requeued, envelope);
                    return false;
                case FailureActionKind.Discard:
                    await PersistAsync(() => runtime.StoreAsync([], envelope.Id));
                    runtime.Tracker.Record(MessageEventType.Discarded, envelope, failure);
                    return false;
                default:
                    await PersistAsync(() => runtime.DeadLetters.MoveAsync(envelope, failure, _abandoned.Token));
                    runtime.Tracker.Record(MessageEventType.Sent, envelope, failure);
                    runtime.Tracker.Record(MessageEventType.MovedToErrorQueue, envelope);
                    return false;
            }
        }
    }

    /// <summary>
    /// The next message need not wait until it is stored that this one is handled, unless they go one after the other. So the
    /// outcome of many is stored at once.
    /// </summary>
    private async Task<bool> SucceedAsync(MessageContext context, HandlerChain chain)
    {
        if (context.IsStored || runtime.Options.Queue(chain.Queue).MaximumParallelism == 1)
        {
            await FinishAsync(context);
            return false;
        }

        await _finishing.WaitAsync(_abandoned.Token);
        _ = FinishLaterAsync(context);
        return true;
    }

    private async Task FinishLaterAsync(MessageContext context)
    {
        try
        {
            await FinishAsync(context);
        }
        catch (Exception exception)
        {
            logger.LogWarning(exception, "It was not stored that {Id} is handled; it will be handled again", context.Envelope!.Id);
        }
        finally
        {
            runtime.Queues.LetGo(context.Envelope!);
            _finishing.Release();
        }
    }

    private async Task FinishAsync(MessageContext context)
    {
        await PersistAsync(context.StoreAsync);
        runtime.Tracker.Record(MessageEventType.MessageSucceeded, context.Envelope!);
    }

    /// <summary>The outcome of a message has to be stored, however long the database is away.</summary>
    private async Task PersistAsync(Func<Task> store)
    {
        for (var pause = TimeSpan.FromMilliseconds(100); ; pause = pause < TimeSpan.FromSeconds(5) ? pause * 2 : pause)
        {
            try
            {
                await store();
                return;
            }
            catch (Exception exception) when (!_abandoned.IsCancellationRequested)
            {
                logger.LogWarning(exception, "The outcome of a message could not be stored; trying again in {Pause}", pause);
                await Task.Delay(pause, _abandoned.Token);
            }
        }
    }
}
