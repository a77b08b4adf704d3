using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Handlers;
using Wolverine.Tracking;

namespace Wolverine.Runtime;

/// <summary>Handles messages: attempts, failure policies, and what is stored about the outcome.</summary>
internal sealed class MessageExecutor(WolverineRuntime runtime, IServiceScopeFactory scopes, ILogger logger)
{
    private static readonly ActivitySource Activities = new("Wolverine");

    /// <summary>Fires when a stopping host has no more patience with what is being handled.</summary>
    public CancellationTokenSource Abandon { get; } = new();

    /// <summary>Handles a message of a queue, to the end.</summary>
    public async Task HandleAsync(Envelope envelope)
    {
        try
        {
            if (!await HandleToTheEndAsync(envelope))
                return;
        }
        catch (Exception exception) when (runtime.Stopping.IsCancellationRequested)
        {
            logger.LogInformation(exception, "The host stops: {MessageType} {Id} stays in the inbox", envelope.MessageType, envelope.Id);
        }

        runtime.Queues.LetGo(envelope);
    }

    /// <summary>Handles a message inline and returns the answer.</summary>
    public async Task<object?> InvokeAsync(Envelope envelope, Type? answerType, TimeSpan? timeout, CancellationToken cancellation)
    {
        var chain = runtime.Graph.ForInvoking(envelope.Message!.GetType());
        while (true)
        {
            try
            {
                var context = MessageContext.ForHandling(runtime, envelope, answerType);
                await AttemptAsync(chain, context, timeout, cancellation);
                await context.StoreAsync();
                return context.Answer;
            }
            catch (Exception exception) when (Decide(chain, exception, envelope) is { Kind: FailureActionKind.Retry } && !cancellation.IsCancellationRequested)
            {
                await Task.Delay(Decide(chain, exception, envelope).Delay, cancellation);
            }
        }
    }

    /// <returns>False if the message is in its queue again.</returns>
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
                await AttemptAsync(chain, context, timeout: null, Abandon.Token);
                await PersistAsync(context.StoreAsync);
                runtime.Tracker.Record(MessageEventType.MessageSucceeded, envelope);
                return true;
            }
            catch (Exception exception) when (!Abandon.IsCancellationRequested)
            {
                failure = exception;
            }

            var action = Decide(chain, failure, envelope);
            logger.LogError(failure, "Attempt {Attempt} at {MessageType} {Id} failed: {Action}", envelope.Attempts, envelope.MessageType, envelope.Id, action.Kind);
            switch (action.Kind)
            {
                case FailureActionKind.Retry:
                    await Task.Delay(action.Delay, runtime.Stopping);
                    break;
                case FailureActionKind.Requeue:
                    runtime.Tracker.Record(MessageEventType.Requeued, envelope);
                    runtime.Queues.Requeue(envelope);
                    return false;
                case FailureActionKind.Schedule:
                    envelope.ScheduledTime = Clock.Now + action.Delay;
                    await PersistAsync(() => runtime.Inbox.RescheduleAsync(envelope, Abandon.Token));
                    runtime.Tracker.Record(MessageEventType.Requeued, envelope);
                    return true;
                case FailureActionKind.Discard:
                    await PersistAsync(() => runtime.Inbox.WriteAsync([], [envelope.Id], Abandon.Token));
                    runtime.Tracker.Record(MessageEventType.Discarded, envelope, failure);
                    return true;
                default:
                    await PersistAsync(() => runtime.DeadLetters.MoveAsync(envelope, failure, Abandon.Token));
                    runtime.Tracker.Record(MessageEventType.Sent, envelope, failure);
                    runtime.Tracker.Record(MessageEventType.MovedToErrorQueue, envelope);
                    return true;
            }
        }
    }

    private async Task AttemptAsync(HandlerChain chain, MessageContext context, TimeSpan? timeout, CancellationToken cancellation)
    {
        var envelope = context.Envelope!;
        runtime.Tracker.Record(MessageEventType.ExecutionStarted, envelope);
        envelope.Attempts++;
        using var activity = Activities.StartActivity("process", ActivityKind.Consumer, envelope.ParentId);
        activity?.SetTag("messaging.message_id", envelope.Id).SetTag("messaging.message_type", envelope.MessageType).SetTag("tenant.id", envelope.TenantId);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(timeout ?? runtime.Options.DefaultExecutionTimeout);
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<MessageScope>().Handles(context);
            await runtime.PipelineOf(chain).RunAsync(context, scope.ServiceProvider, limit.Token);
        }
        catch (Exception exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.GetType().FullName);
            throw;
        }
        finally
        {
            runtime.Tracker.Record(MessageEventType.ExecutionFinished, envelope);
        }
    }

    private FailureAction Decide(HandlerChain chain, Exception exception, Envelope envelope) =>
        chain.Failures.Decide(exception, envelope.Attempts)
        ?? runtime.Options.Failures.Decide(exception, envelope.Attempts)
        ?? FailureAction.DeadLetter;

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
            catch (Exception exception) when (!Abandon.IsCancellationRequested)
            {
                logger.LogWarning(exception, "The outcome of a message could not be stored; trying again in {Pause}", pause);
                await Task.Delay(pause, Abandon.Token);
            }
        }
    }
}
