using Marten;
using Microsoft.Extensions.DependencyInjection;
using Wolverine.Configuration;

namespace Wolverine.Runtime.Handlers;

/// <summary>The compiled methods of a chain, with the transaction around them.</summary>
internal sealed class HandlerPipeline
{
    private readonly HandlerInvocation[] _invocations;
    private readonly bool _isTransactional;

    private HandlerPipeline(HandlerInvocation[] invocations, bool isTransactional)
    {
        _invocations = invocations;
        _isTransactional = isTransactional;
    }

    /// <exception cref="InvalidServiceLocationException">A handler asks for what it may not have.</exception>
    public static HandlerPipeline Build(HandlerChain chain, ServiceRules rules, bool appliesTransactions)
    {
        var (objections, usesSession) = rules.Examine(chain.Methods.SelectMany(HandlerInvocation.ServicesOf));
        if (objections.Count > 0)
            throw new InvalidServiceLocationException(chain.MessageType, objections);

        return new HandlerPipeline([.. chain.Methods.Select(m => HandlerInvocation.Compile(m, rules))], appliesTransactions && usesSession);
    }

    /// <summary>Runs the handlers in the context's scope. What they return is published into the context.</summary>
    public async Task RunAsync(MessageContext context, IServiceProvider scope, CancellationToken cancellation)
    {
        foreach (var invocation in _invocations)
        {
            var result = await invocation.InvokeAsync(context, scope, cancellation);
            await CascadingMessages.PublishAsync(result, context);
        }

        if (_isTransactional)
            await scope.GetRequiredService<IDocumentSession>().SaveChangesAsync(cancellation);
    }
}
