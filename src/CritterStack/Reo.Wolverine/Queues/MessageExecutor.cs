using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Handlers;
using Wolverine.Tracking;

namespace Wolverine.Runtime;

/// <summary>Runs the handlers of one message once, in a scope of their own; and inline, as often as the failure policies say.</summary>
internal sealed class MessageExecutor(WolverineRuntime runtime, IServiceScopeFactory scopes)
{
    private static readonly ActivitySource Activities = new("Wolverine");

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

    public async Task AttemptAsync(HandlerChain chain, MessageContext context, TimeSpan? timeout, CancellationToken cancellation)
    {
        var envelope = context.Envelope!;
        runtime.Tracker.Record(MessageEventType.ExecutionStarted, envelope);
        envelope.Attempts++;
        using var activity = StartActivity(chain, context);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(timeout ?? runtime.Options.DefaultExecutionTimeout);
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<MessageScope>().Handles(context);
            await runtime.PipelineOf(chain).RunAsync(context, scope.ServiceProvider, limit.Token);
            activity?.SetStatus(ActivityStatusCode.Ok);
        }
        catch (Exception exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.GetType().Name);
            throw;
        }
        finally
        {
            runtime.Tracker.Record(MessageEventType.ExecutionFinished, envelope);
        }
    }

    public FailureAction Decide(HandlerChain chain, Exception exception, Envelope envelope) =>
        chain.Failures.Decide(exception, envelope.Attempts)
        ?? runtime.Options.Failures.Decide(exception, envelope.Attempts)
        ?? FailureAction.DeadLetter;

    private static Activity? StartActivity(HandlerChain chain, MessageContext context)
    {
        var envelope = context.Envelope!;
        return Activities.StartActivity(chain.MessageTypeName, ActivityKind.Internal, envelope.ParentId)?
            .SetTag("messaging.system", "local")
            .SetTag("messaging.destination", envelope.Destination)
            .SetTag("messaging.message_id", envelope.Id)
            .SetTag("messaging.conversation_id", envelope.CorrelationId)
            .SetTag("messaging.message_type", chain.MessageTypeName)
            .SetTag("message.handler", chain.Methods[0].HandlerType.FullName)
            .SetTag("tenant.id", envelope.TenantId);
    }
}
