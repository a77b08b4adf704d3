using Marten;
using Marten.Services;
using Wolverine.Marten;

namespace Wolverine.Runtime;

/// <summary>What is common to the services of one scope: one context, and while a message is handled one session of its tenant.</summary>
internal sealed class MessageScope(WolverineRuntime runtime)
{
    private MessageContext? _handling;

    public IMessageContext Context => field ??= _handling ?? runtime.NewContext();

    public void Handles(MessageContext context) => _handling = context;

    public IDocumentSession OpenSession(IDocumentStore store, ISessionFactory sessions)
    {
        if (_handling is null)
            return sessions.OpenSession();

        var options = new SessionOptions { TenantId = _handling.TenantId ?? MessageContext.DefaultTenant };
        options.Listeners.Add(new CommitListener(_handling));
        return store.LightweightSession(options);
    }

    public IQuerySession OpenQuerySession(IDocumentStore store, ISessionFactory sessions) =>
        _handling is null ? sessions.QuerySession() : store.QuerySession(_handling.TenantId ?? MessageContext.DefaultTenant);
}
